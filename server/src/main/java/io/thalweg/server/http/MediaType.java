package io.thalweg.server.http;

import java.util.Locale;
import java.util.Set;

/** What a request's body claims to be. */
enum MediaType {
  JSON("application/json"),
  LINES("application/x-ndjson"),
  CLOUD_EVENT("application/cloudevents+json"),
  CLOUD_EVENT_BATCH("application/cloudevents-batch+json"),
  /** What curl says of any body unless told otherwise; taken for JSON. */
  FORM("application/x-www-form-urlencoded"),
  OTHER("");

  private static final MediaType[] ALL = values();
  private static final String CHARSET = "charset=";
  private static final Set<String> UTF_8 = Set.of("utf-8", "utf8", "us-ascii");
  private final String name;

  MediaType(String name) {
    this.name = name;
  }

  /**
   * The type that a Content-Type header names, whatever its parameters.
   *
   * @param header null, a body without the header, counts as JSON
   */
  static MediaType of(String header) {
    if (header == null) {
      return JSON;
    }
    int semicolon = header.indexOf(';');
    String plain = semicolon < 0 ? header : header.substring(0, semicolon);
    for (MediaType type : ALL) {
      if (type.name.equals(plain)) {
        return type;
      }
    }
    String trimmed = plain.trim().toLowerCase(Locale.ROOT);
    return trimmed.equals(plain) ? OTHER : of(trimmed);
  }

  /**
   * The charset that a Content-Type header names, if it is another than UTF-8, of which ASCII is a
   * part; else null.
   */
  static String foreignCharset(String header) {
    int semicolon = header == null ? -1 : header.indexOf(';');
    while (semicolon >= 0) {
      int next = header.indexOf(';', semicolon + 1);
      String parameter = header.substring(semicolon + 1, next < 0 ? header.length() : next).trim();
      if (parameter.regionMatches(true, 0, CHARSET, 0, CHARSET.length())) {
        String charset = parameter.substring(CHARSET.length()).replace("\"", "").trim();
        if (!UTF_8.contains(charset.toLowerCase(Locale.ROOT))) {
          return charset;
        }
      }
      semicolon = next;
    }
    return null;
  }

  /** Whether a body of this type is taken for plain JSON. */
  boolean isJson() {
    return this == JSON || this == FORM;
  }

  /** Whether a body of this type holds CloudEvents in structured mode. */
  boolean isCloudEvents() {
    return this == CLOUD_EVENT || this == CLOUD_EVENT_BATCH;
  }
}
