package io.thalweg.server.http;

import java.util.Locale;

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

  /** Whether a body of this type holds CloudEvents in structured mode. */
  boolean isCloudEvents() {
    return this == CLOUD_EVENT || this == CLOUD_EVENT_BATCH;
  }
}
