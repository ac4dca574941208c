package io.thalweg.server.json;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventFields;
import io.thalweg.core.record.JsonText;
import io.thalweg.core.spi.StreamAppend;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Makes batches of CloudEvents 1.0: {@code type} becomes the event's type, {@code partitionkey} its
 * key, {@code data} its data. All other attributes come back as headers, {@code ce-source} and so
 * on.
 *
 * <p>CloudEvents are the same if their {@code source} and {@code id} are, so both together are the
 * event's id: <code>source#id</code>. Not thread-safe; one serves all requests of an event loop.
 */
public final class CloudEventParser {
  private static final String VERSION = "1.0";
  private static final byte[] NO_DATA = "null".getBytes(StandardCharsets.US_ASCII);

  /** Says of data that it is the text of bytes in Base64, and no JSON that was sent. */
  private static final String BASE64 = "data_base64";

  private static final int ATTRIBUTES_MAX = EventReader.HEADERS_MAX;

  private final EventLimits limits;
  private final EventFields fields = new EventFields();
  private final EventText text = new EventText();
  private CloudEventAttributes attributes;
  private String where;

  public CloudEventParser(EventLimits limits) {
    this.limits = limits;
  }

  /**
   * One event in structured mode.
   *
   * @param body holds the text in {@code [0, length)}
   */
  public Publication parseOne(byte[] body, int length) {
    where = "";
    EventBatch.Builder batch = EventBatch.builder(length + 256);
    try {
      JsonScanner scanner = new JsonScanner(body, 0, length);
      add(batch, body, scanner);
      expectEnd(scanner);
    } catch (JsonSyntaxException malformed) {
      throw StreamException.invalid("body", "is malformed: " + malformed.getMessage());
    }
    return new Publication(batch.build(), true, StreamAppend.ANY);
  }

  /** A batch: an array of events in structured mode. */
  public Publication parseBatch(byte[] body, int length) {
    where = "";
    EventBatch.Builder batch = EventBatch.builder(length + length / 2 + 256);
    try {
      JsonScanner scanner = new JsonScanner(body, 0, length);
      scanner.expect('[', "a batch must be an array, which begins with a bracket");
      for (boolean first = true; scanner.nextElement(first); first = false) {
        where = "events[" + batch.count() + "].";
        checkCount(batch.count());
        add(batch, body, scanner);
      }
      expectEnd(scanner);
    } catch (JsonSyntaxException malformed) {
      throw StreamException.invalid("body", "is malformed: " + malformed.getMessage());
    }
    if (batch.count() == 0) {
      throw StreamException.invalid("body", "must hold at least one event");
    }
    return new Publication(batch.build(), false, StreamAppend.ANY);
  }

  /**
   * One event in binary mode.
   *
   * @param headers the attributes by their names, without {@code ce-}; {@code datacontenttype} is
   *     the body's
   * @param json whether the body is JSON
   */
  public Publication parseBinary(
      Map<String, String> headers, byte[] body, int length, boolean json) {
    where = "";
    checkSize(length);
    fields.clear();
    attributes = new CloudEventAttributes();
    headers.forEach(attributes::put);
    if (length == 0) {
      fields.data(NO_DATA, 0, NO_DATA.length);
    } else if (json) {
      checkJson(body, length);
      fields.data(body, 0, length);
    } else {
      attributes.put(BASE64, "true");
      base64(Base64.getEncoder().encodeToString(slice(body, length)));
    }
    fillIn();
    return new Publication(EventBatch.of(fields), true, StreamAppend.ANY);
  }

  private static byte[] slice(byte[] body, int length) {
    return body.length == length ? body : Arrays.copyOf(body, length);
  }

  private static void checkJson(byte[] body, int length) {
    try {
      JsonScanner scanner = new JsonScanner(body, 0, length);
      scanner.skipValue();
      expectEnd(scanner);
    } catch (JsonSyntaxException malformed) {
      throw StreamException.invalid("data", "is malformed: " + malformed.getMessage());
    }
  }

  private static void expectEnd(JsonScanner scanner) {
    if (scanner.peek() != JsonScanner.END) {
      throw scanner.fault("there is more behind the end");
    }
  }

  private void add(EventBatch.Builder batch, byte[] body, JsonScanner scanner) {
    fields.clear();
    attributes = new CloudEventAttributes();
    scanner.expect('{', "an event must be an object, which begins with a brace");
    int start = scanner.at() - 1;
    Set<String> names = new HashSet<>();
    for (boolean first = true; scanner.nextMember(first); first = false) {
      String name = scanner.lastText().decode();
      if (!names.add(name)) {
        throw StreamException.invalid(where + name, "is given twice");
      }
      if (names.size() > ATTRIBUTES_MAX) {
        throw StreamException.invalid(where + name, "is one attribute too many");
      }
      member(name, body, scanner);
    }
    checkSize(scanner.at() - start);
    if (!fields.hasData()) {
      fields.data(NO_DATA, 0, NO_DATA.length);
    }
    fillIn();
    batch.add(fields);
  }

  private void member(String name, byte[] body, JsonScanner scanner) {
    int kind = scanner.peek();
    int from = scanner.at();
    scanner.skipValue();
    if (name.equals("data")) {
      checkOneData(name);
      fields.data(body, from, scanner.at() - from);
    } else if (kind == '"') {
      if (scanner.lastText().loneSurrogate()) {
        throw StreamException.invalid(where + name, "holds half of a surrogate pair");
      }
      string(name, scanner.lastText().decode());
    } else if (kind != 'n') {
      // By the format, null is the same as an attribute that is not there.
      attributes.put(name, scalar(name, kind, body, from, scanner.at()));
    }
  }

  private void string(String name, String value) {
    if (!name.equals(BASE64)) {
      attributes.put(name, value);
      return;
    }
    checkOneData(name);
    try {
      Base64.getDecoder().decode(value);
    } catch (IllegalArgumentException malformed) {
      throw StreamException.invalid(where + name, "must be Base64");
    }
    attributes.put(name, "true");
    base64(value);
  }

  private void base64(String value) {
    byte[] json = ("\"" + value + "\"").getBytes(StandardCharsets.US_ASCII);
    fields.data(json, 0, json.length);
  }

  private String scalar(String name, int kind, byte[] body, int from, int to) {
    String json = new String(body, from, to - from, StandardCharsets.UTF_8);
    boolean whole = json.matches("-?[0-9]{1,10}");
    if (name.equals(BASE64) || (kind != 't' && kind != 'f' && !whole)) {
      throw StreamException.invalid(where + name, "must be a string, a boolean or an integer");
    }
    return json;
  }

  private void checkOneData(String name) {
    if (fields.hasData()) {
      throw StreamException.invalid(where + name, "is given although there is other data");
    }
  }

  /** Makes the event's own fields of the attributes, and headers of the rest. */
  private void fillIn() {
    if (!VERSION.equals(attributes.take("specversion"))) {
      throw StreamException.invalid(where + "specversion", "must be " + VERSION);
    }
    String id = required("id");
    String source = required("source");
    take("type", required("type"), EventText.Rule.TYPE);
    fields.type(text.bytes, text.at, text.length);
    take("id", source + "#" + id, EventText.Rule.CLOUD_EVENT_ID);
    fields.id(text.bytes, text.at, text.length);
    String key = attributes.take("partitionkey");
    if (key != null) {
      take("partitionkey", key, EventText.Rule.KEY);
      fields.key(text.bytes, text.at, text.length);
    }
    attributes.put("specversion", VERSION);
    attributes.put("id", id);
    attributes.put("source", source);
    byte[] headers = attributes.toHeaders(where);
    fields.headers(headers, 0, headers.length);
  }

  private String required(String name) {
    String value = attributes.take(name);
    if (value == null || value.isEmpty()) {
      throw StreamException.invalid(where + name, "is missing");
    }
    return value;
  }

  private void take(String name, String value, EventText.Rule rule) {
    String fault = text.take(value, rule);
    if (fault != null) {
      throw StreamException.invalid(where + name, fault);
    }
  }

  private void checkCount(int count) {
    if (count == limits.batchEventsMax()) {
      throw StreamException.tooLarge(
          "body", "holds more than http.batch_events_max, " + count + " events");
    }
  }

  private void checkSize(int length) {
    if (length > limits.eventBytesMax()) {
      throw StreamException.tooLarge(
          where.isEmpty() ? "body" : where.substring(0, where.length() - 1),
          "is larger than http.event_bytes_max, " + limits.eventBytesMax() + " bytes");
    }
  }

  /** The inside of a JSON string. */
  static String escape(String value) {
    return new String(JsonText.escape(value), StandardCharsets.UTF_8);
  }
}
