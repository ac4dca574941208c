package io.thalweg.server.push;

import io.thalweg.core.error.StreamException;

/**
 * What pushing may take.
 *
 * @param sendBufferBytes what may be on its way to one client before reading for it pauses
 * @param unsentTotalMax what may be on its way to all clients of an event loop together; above it
 *     each gets a small block at a time, and the next only when that is gone
 * @param pingEveryMs how often a WebSocket is pinged; one that neither answers nor takes a byte for
 *     two pings is closed
 * @param heartbeatEveryMs how often an SSE client gets a comment
 * @param readersMax WebSockets and SSE clients of this node
 */
public record PushOptions(
    int sendBufferBytes,
    long unsentTotalMax,
    int pingEveryMs,
    int heartbeatEveryMs,
    int readersMax) {
  /** 1 MiB a client, 64 MiB an event loop, pings each 20 s, comments each 15 s, 20,000 clients. */
  public static final PushOptions DEFAULT =
      new PushOptions(1 << 20, 64L << 20, 20_000, 15_000, 20_000);

  /**
   * Checks the ranges.
   *
   * @throws StreamException {@code INVALID_REQUEST} whose field is the option's key
   */
  public PushOptions {
    check(
        sendBufferBytes >= 1 << 14 && sendBufferBytes <= 1 << 30,
        "push.send_buffer",
        "must be 16 KiB to 1 GiB");
    check(unsentTotalMax >= 1 << 20, "push.unsent_total_max", "must be 1 MiB or more");
    check(pingEveryMs >= 100 && pingEveryMs <= 600_000, "push.ping_every", "must be 100ms to 10m");
    check(
        heartbeatEveryMs >= 100 && heartbeatEveryMs <= 600_000,
        "push.heartbeat_every",
        "must be 100ms to 10m");
    check(readersMax >= 1, "push.readers_max", "must be 1 or more");
  }

  private static void check(boolean holds, String key, String message) {
    if (!holds) {
      throw StreamException.invalid(key, message);
    }
  }

  public PushOptions withSendBufferBytes(int bytes) {
    return new PushOptions(bytes, unsentTotalMax, pingEveryMs, heartbeatEveryMs, readersMax);
  }

  public PushOptions withUnsentTotalMax(long bytes) {
    return new PushOptions(sendBufferBytes, bytes, pingEveryMs, heartbeatEveryMs, readersMax);
  }

  public PushOptions withPingEveryMs(int ms) {
    return new PushOptions(sendBufferBytes, unsentTotalMax, ms, heartbeatEveryMs, readersMax);
  }

  public PushOptions withHeartbeatEveryMs(int ms) {
    return new PushOptions(sendBufferBytes, unsentTotalMax, pingEveryMs, ms, readersMax);
  }

  public PushOptions withReadersMax(int readers) {
    return new PushOptions(sendBufferBytes, unsentTotalMax, pingEveryMs, heartbeatEveryMs, readers);
  }
}
