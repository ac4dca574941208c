package io.thalweg.server.http;

import io.thalweg.core.error.StreamException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A CloudEvent's attributes in binary mode: one header each.
 *
 * @param attributes by their names, without {@code ce-}
 * @param isJson whether the body is JSON
 */
record CloudEventHeaders(Map<String, String> attributes, boolean isJson) {
  private static final String PREFIX = "ce-";
  private static final CharSequence SPEC_VERSION = HttpHeaders.createOptimized("ce-specversion");

  /** Whether a request carries its event's attributes in headers. */
  static boolean isBinary(MultiMap headers) {
    return headers.contains(SPEC_VERSION);
  }

  /** Whether a request's body is an event's data that is not JSON, kept as the bytes that it is. */
  static boolean isOpaque(MultiMap headers) {
    return isBinary(headers) && !isJson(headers.get(HttpHeaders.CONTENT_TYPE));
  }

  /**
   * Takes the attributes from a request's headers.
   *
   * @throws StreamException {@code INVALID_REQUEST} if one is given twice or malformed
   */
  static CloudEventHeaders of(MultiMap headers) {
    Map<String, String> attributes = new HashMap<>();
    headers.forEach(
        header -> {
          String name = header.getKey().toLowerCase(Locale.ROOT);
          if (name.startsWith(PREFIX)) {
            put(attributes, name, header.getValue());
          }
        });
    String contentType = headers.get(HttpHeaders.CONTENT_TYPE);
    if (contentType != null) {
      attributes.put("datacontenttype", contentType);
    }
    return new CloudEventHeaders(attributes, isJson(contentType));
  }

  private static void put(Map<String, String> attributes, String header, String value) {
    try {
      String decoded = PercentText.decode(value, 0, value.length(), false);
      if (attributes.put(header.substring(PREFIX.length()), decoded) != null) {
        throw StreamException.invalid(header, "is given twice");
      }
    } catch (StreamException malformed) {
      throw "uri".equals(malformed.field())
          ? StreamException.invalid(header, "has a malformed percent encoding")
          : malformed;
    }
  }

  private static boolean isJson(String contentType) {
    if (contentType == null) {
      return true;
    }
    int semicolon = contentType.indexOf(';');
    String plain =
        (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
            .trim()
            .toLowerCase(Locale.ROOT);
    return plain.endsWith("/json") || plain.endsWith("+json");
  }
}
