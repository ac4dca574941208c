package io.thalweg.server.json;

import io.thalweg.core.error.StreamException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** The context attributes of one CloudEvent, and how they are kept. Not thread-safe. */
final class CloudEventAttributes {
  private static final int NAME_MAX = 64;

  private final Map<String, String> values = new TreeMap<>();

  void put(String name, String value) {
    values.put(name, value);
  }

  /** Removes an attribute; null if it is not there. */
  String take(String name) {
    return values.remove(name);
  }

  /**
   * What is left, as headers: <code>{"ce-source":"/shop",…}</code>.
   *
   * @param where the event's place in its batch, for the names of fields
   * @throws StreamException {@code INVALID_REQUEST} if a name is none, or all together are too long
   */
  byte[] toHeaders(String where) {
    StringBuilder json = new StringBuilder(128);
    values.forEach(
        (name, value) -> {
          checkName(where, name);
          json.append(json.isEmpty() ? "{" : ",");
          json.append("\"ce-").append(name).append("\":\"");
          json.append(CloudEventParser.escape(value)).append('"');
        });
    byte[] headers = json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    if (headers.length > EventReader.HEADERS_BYTES_MAX) {
      throw StreamException.invalid(
          where + "attributes",
          "must not be longer than " + EventReader.HEADERS_BYTES_MAX + " bytes together");
    }
    return headers;
  }

  private static void checkName(String where, String name) {
    boolean plain =
        !name.isEmpty()
            && name.length() <= NAME_MAX
            && name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
    if (!plain && !name.equals("data_base64")) {
      throw StreamException.invalid(
          where + name, "is no name of an attribute: those are of a-z and 0-9");
    }
  }
}
