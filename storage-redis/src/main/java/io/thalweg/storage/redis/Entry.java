package io.thalweg.storage.redis;

import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;

/**
 * One entry of a Redis stream: an event as it came from the server. Its id is {@code
 * offset-timestamp}.
 */
record Entry(long offset, long timestamp, int partition, Response fields) {

  static Entry of(Response entry, int partition) {
    Buffer id = entry.get(0).toBuffer();
    int dash = 0;
    while (id.getByte(dash) != '-') {
      dash++;
    }
    return new Entry(
        number(id, 0, dash), number(id, dash + 1, id.length()), partition, entry.get(1));
  }

  /** The number that digits stand for. */
  static long number(Buffer digits, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      value = 10 * value + digits.getByte(i) - '0';
    }
    return value;
  }
}
