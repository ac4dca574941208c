package io.thalweg.server.http;

import io.thalweg.core.error.StreamException;

/**
 * How large requests and answers may be.
 *
 * @param bodyBytesMax a request's body
 * @param eventBytesMax one event's JSON, or one CloudEvent's data
 * @param batchEventsMax events in one batch
 * @param pageBytesMax encoded size at which a page of consumed events ends; one event is returned
 *     however large it is
 */
public record RequestLimits(
    int bodyBytesMax, int eventBytesMax, int batchEventsMax, int pageBytesMax) {
  /** 16 MiB bodies, 1 MiB events, 10,000 events a batch, pages of 4 MiB. */
  public static final RequestLimits DEFAULT = new RequestLimits(16 << 20, 1 << 20, 10_000, 4 << 20);

  private static final int BYTES_MAX = 256 << 20;

  /**
   * Checks the ranges.
   *
   * @throws StreamException {@code INVALID_REQUEST} whose field is the option's key
   */
  public RequestLimits {
    checkBytes("http.body_bytes_max", bodyBytesMax);
    checkBytes("http.event_bytes_max", eventBytesMax);
    checkBytes("http.page_bytes_max", pageBytesMax);
    if (batchEventsMax < 1 || batchEventsMax > 1_000_000) {
      throw StreamException.invalid("http.batch_events_max", "must be 1 to 1000000");
    }
  }

  private static void checkBytes(String key, int bytes) {
    if (bytes < 1024 || bytes > BYTES_MAX) {
      throw StreamException.invalid(key, "must be 1 KiB to 256 MiB");
    }
  }
}
