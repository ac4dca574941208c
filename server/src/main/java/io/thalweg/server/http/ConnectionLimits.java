package io.thalweg.server.http;

import io.thalweg.core.error.StreamException;

/**
 * What a node grants to connections, so that slow or many ones cannot keep others out.
 *
 * @param connectionsMax open connections of this node
 * @param connectionsPerAddressMax open connections of one client address
 * @param headerMs time from the first byte of a request, or from connecting, until its headers are
 *     complete, in milliseconds
 * @param bodyBytesPerSecondMin rate that a request's body must keep up, after a grace of {@code
 *     headerMs}
 * @param idleMs time without a byte after which a connection that nothing is going on with is
 *     closed, in milliseconds
 */
public record ConnectionLimits(
    int connectionsMax,
    int connectionsPerAddressMax,
    long headerMs,
    int bodyBytesPerSecondMin,
    long idleMs) {
  /** 20,000 connections, as many from one address, 10 s for headers, 1 KiB/s, two idle minutes. */
  public static final ConnectionLimits DEFAULT =
      new ConnectionLimits(20_000, 20_000, 10_000, 1024, 120_000);

  /**
   * Checks the ranges.
   *
   * @throws StreamException {@code INVALID_REQUEST} whose field is the option's key
   */
  public ConnectionLimits {
    check(connectionsMax >= 1, "http.connections_max", "must be 1 or more");
    check(connectionsPerAddressMax >= 1, "http.connections_per_address_max", "must be 1 or more");
    check(headerMs >= 100 && headerMs <= 600_000, "http.header_timeout", "must be 100ms to 10m");
    check(bodyBytesPerSecondMin >= 0, "http.body_bytes_per_second_min", "must be 0 or more");
    check(idleMs >= 100 && idleMs <= 86_400_000, "http.idle_timeout", "must be 100ms to 24h");
  }

  private static void check(boolean holds, String key, String message) {
    if (!holds) {
      throw StreamException.invalid(key, message);
    }
  }
}
