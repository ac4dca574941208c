package io.thalweg.server.http;

import io.thalweg.core.error.StreamException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;

/** Gathers one request's body up to a limit. Not thread-safe. */
final class BodyReader {
  /** What a length that was only announced may reserve. */
  private static final int RESERVED_MAX = 256 << 10;

  private static final int LENGTH_UNKNOWN_BYTES = 1024;

  private final int bytesMax;
  private final Promise<Body> promise = Promise.promise();
  private byte[] bytes;
  private int length;

  private BodyReader(int announced, int bytesMax) {
    this.bytesMax = bytesMax;
    this.bytes = new byte[Math.min(announced, RESERVED_MAX)];
  }

  static Future<Body> read(HttpServerRequest request, int bytesMax) {
    String contentLength = request.headers().get(HttpHeaders.CONTENT_LENGTH);
    if (contentLength == null && !request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
      return Future.succeededFuture(Body.EMPTY);
    }
    // The decoder has refused what is no number; one too long for a long is too large as well.
    long announced =
        contentLength == null
            ? LENGTH_UNKNOWN_BYTES
            : contentLength.length() > 18 ? Long.MAX_VALUE : Long.parseLong(contentLength);
    if (announced > bytesMax) {
      return Future.failedFuture(Refusal.bodyTooLarge(bytesMax));
    }
    BodyReader reader = new BodyReader((int) announced, bytesMax);
    request.handler(reader::add).endHandler(end -> reader.end());
    request.exceptionHandler(reader::failed);
    return reader.promise.future();
  }

  private void add(Buffer chunk) {
    if (promise.future().isComplete()) {
      return;
    }
    int chunkLength = chunk.length();
    if (chunkLength > bytesMax - length) {
      bytes = null;
      promise.fail(Refusal.bodyTooLarge(bytesMax));
      return;
    }
    if (length + chunkLength > bytes.length) {
      int doubled = (int) Math.min(2L * bytes.length, bytesMax);
      bytes = Arrays.copyOf(bytes, Math.max(doubled, length + chunkLength));
    }
    chunk.getBytes(bytes, length);
    length += chunkLength;
  }

  private void end() {
    promise.tryComplete(new Body(bytes, length));
  }

  private void failed(Throwable failure) {
    promise.tryFail(
        failure instanceof StreamException || failure instanceof Refusal
            ? failure
            : Refusal.malformed("the body broke off or is malformed"));
  }
}
