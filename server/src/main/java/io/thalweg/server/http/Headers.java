package io.thalweg.server.http;

import io.vertx.core.http.HttpHeaders;

/** Names and values of response headers that are sent often, encoded once. */
final class Headers {
  static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
  static final CharSequence NOSNIFF_NAME = HttpHeaders.createOptimized("X-Content-Type-Options");
  static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
  static final CharSequence DURABILITY = HttpHeaders.createOptimized("Thalweg-Durability");

  private Headers() {}
}
