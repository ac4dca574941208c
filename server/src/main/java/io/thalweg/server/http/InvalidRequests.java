package io.thalweg.server.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;

/** Answers what could not be decoded, or only in more than one way. Vert.x closes afterwards. */
final class InvalidRequests {
  private InvalidRequests() {}

  static void refuse(HttpServerRequest request) {
    HttpErrors.send(request.response(), refusal(request.decoderResult().cause()));
  }

  private static Refusal refusal(Throwable cause) {
    if (cause instanceof Refusal known) {
      return known;
    } else if (cause instanceof TooLongHttpLineException) {
      return Refusal.closing(
          414, "uri-too-long", "URI too long", "uri", "the request line is longer than 4 KiB");
    } else if (cause instanceof TooLongHttpHeaderException) {
      return Refusal.closing(
          431,
          "headers-too-large",
          "Headers too large",
          "headers",
          "the headers are longer than 8 KiB");
    }
    return Refusal.malformed("the request is not well-formed");
  }
}
