package io.thalweg.server.http;

import io.thalweg.core.error.StreamException;
import io.thalweg.server.json.SpareArrays;
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
  private static final long NONE = -1;

  private final HttpServerRequest request;
  private final int bytesMax;
  private final SpareArrays arrays;
  private final long announced;
  private final Promise<Body> promise = Promise.promise();
  private byte[] bytes;
  private int length;

  BodyReader(HttpServerRequest request, int bytesMax, SpareArrays arrays) {
    this.request = request;
    this.bytesMax = bytesMax;
    this.arrays = arrays;
    this.announced = announced(request);
  }

  /** The length that the head announces, {@link #NONE}, or a guess. */
  private static long announced(HttpServerRequest request) {
    String length = request.headers().get(HttpHeaders.CONTENT_LENGTH);
    if (length == null) {
      boolean chunked = request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
      return chunked ? LENGTH_UNKNOWN_BYTES : NONE;
    }
    // The decoder has refused what is no number; one too long for a long is too large as well.
    return length.length() > 18 ? Long.MAX_VALUE : Long.parseLong(length);
  }

  /** Whether the head says that there is none. */
  boolean isEmpty() {
    return announced <= 0;
  }

  /** Whether there is a body, and none that is known to be too large. */
  boolean wanted() {
    return !isEmpty() && announced <= bytesMax;
  }

  /** To be called only if there is one. */
  Future<Body> read() {
    if (announced > bytesMax) {
      return Future.failedFuture(Refusal.bodyTooLarge(bytesMax));
    }
    bytes = arrays.take((int) Math.min(announced, RESERVED_MAX));
    request.handler(this::add).endHandler(end -> end());
    request.exceptionHandler(this::failed);
    return promise.future();
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
            : Refusal.malformed("body", "the body broke off or is malformed"));
  }
}
