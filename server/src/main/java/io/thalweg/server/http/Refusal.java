package io.thalweg.server.http;

import io.vertx.core.http.HttpHeaders;
import java.util.Map;

/**
 * A request that the gateway itself turns down, before it is anything that the log could judge.
 * Immutable; without a stack trace.
 */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int NAME_SHOWN_MAX = 64;

  private final int status;
  private final String type;
  private final String title;
  private final String field;
  private final transient Map<CharSequence, String> headers;
  private final boolean closes;

  private Refusal(
      int status,
      String type,
      String title,
      String detail,
      String field,
      Map<CharSequence, String> headers,
      boolean closes) {
    super(detail, null, false, false);
    this.status = status;
    this.type = type;
    this.title = title;
    this.field = field;
    this.headers = headers;
    this.closes = closes;
  }

  static Refusal malformed(String detail) {
    return malformed(null, detail);
  }

  static Refusal malformed(String field, String detail) {
    return closing(400, "malformed-http", "Malformed HTTP", field, detail);
  }

  /** A body that breaks the rules of its transfer coding, of which chunked is the only one. */
  static Refusal malformedBody() {
    return malformed("body", "the body is not well-formed");
  }

  static Refusal tooSlow() {
    return closing(
        408,
        "request-timeout",
        "Request timeout",
        null,
        "the request came more slowly than http.header_timeout and"
            + " http.body_bytes_per_second_min allow");
  }

  static Refusal pathNotFound() {
    return new Refusal(
        404,
        "path-not-found",
        "No such path",
        "there is nothing at this path; /openapi.yaml lists what there is",
        null,
        Map.of(),
        false);
  }

  static Refusal methodNotAllowed(String allow) {
    return new Refusal(
        405,
        "method-not-allowed",
        "Method not allowed",
        "this path answers to " + allow,
        null,
        Map.of(HttpHeaders.ALLOW, allow),
        false);
  }

  static Refusal unsupportedMediaType(String wanted) {
    return new Refusal(
        415,
        "unsupported-media-type",
        "Unsupported media type",
        "Content-Type must be " + wanted,
        "Content-Type",
        Map.of(),
        false);
  }

  static Refusal unsupportedCharset(String charset) {
    return new Refusal(
        415,
        "unsupported-charset",
        "Unsupported charset",
        "Content-Type names the charset "
            + (charset.length() <= NAME_SHOWN_MAX ? charset : charset.substring(0, NAME_SHOWN_MAX))
            + ": bodies are UTF-8",
        "Content-Type",
        Map.of(),
        false);
  }

  static Refusal unsupportedCoding() {
    return new Refusal(
        415,
        "unsupported-content-coding",
        "Unsupported content coding",
        "Content-Encoding must be absent: bodies are taken as they are",
        "Content-Encoding",
        Map.of(HttpHeaders.ACCEPT_ENCODING, "identity"),
        false);
  }

  /** A WebSocket of another version; the answer names the one that is spoken. */
  static Refusal webSocketVersion(String spoken) {
    return new Refusal(
        426,
        "websocket-version",
        "WebSocket version",
        "Sec-WebSocket-Version must be " + spoken,
        "Sec-WebSocket-Version",
        Map.of("Sec-WebSocket-Version", spoken),
        false);
  }

  static Refusal foreignOrigin() {
    return new Refusal(
        403,
        "foreign-origin",
        "Foreign origin",
        "pages of this origin may not use the server; http.allowed_origins names those that may",
        "Origin",
        Map.of(),
        false);
  }

  static Refusal bodyTooLarge(int bytesMax) {
    return new Refusal(
        413,
        "too-large",
        "Too large",
        "the body is larger than http.body_bytes_max, " + bytesMax + " bytes",
        "body",
        Map.of(),
        true);
  }

  static Refusal unknownExpectation() {
    return closing(
        417, "unknown-expectation", "Unknown expectation", "Expect", "Expect must be 100-continue");
  }

  /** A refusal after which nothing more is read from the connection. */
  static Refusal closing(int status, String type, String title, String field, String detail) {
    return new Refusal(status, type, title, detail, field, Map.of(), true);
  }

  int status() {
    return status;
  }

  String type() {
    return type;
  }

  String title() {
    return title;
  }

  /** What of the request is at fault, or null. */
  String field() {
    return field;
  }

  Map<CharSequence, String> headers() {
    return headers;
  }

  /** Whether the connection is closed after the answer. */
  boolean closes() {
    return closes;
  }
}
