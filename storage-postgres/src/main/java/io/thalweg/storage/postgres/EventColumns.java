package io.thalweg.storage.postgres;

import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.record.RecordFormat;
import io.vertx.core.buffer.Buffer;

/** Events turned into columns: one array a column of the append functions. Not thread-safe. */
final class EventColumns {
  final Integer[] streams;
  final Integer[] hashes;
  final Integer[] sizes;
  final Long[] shapes;
  final Buffer[] bodies;
  private int count;

  EventColumns(int events) {
    streams = new Integer[events];
    hashes = new Integer[events];
    sizes = new Integer[events];
    shapes = new Long[events];
    bodies = new Buffer[events];
  }

  int count() {
    return count;
  }

  /** Adds a batch's events; {@code each} hears of every one after it was added. */
  void add(int stream, EventBatch batch, EventListener each) {
    Buffer copy = Buffer.buffer(batch.bytes()).appendBytes(batch.array(), 0, batch.bytes());
    EventCursor event = batch.cursor();
    while (event.next()) {
      int at = event.at();
      int n = count++;
      streams[n] = stream;
      hashes[n] = (int) event.keyHash();
      sizes[n] = event.length();
      shapes[n] = shape(batch.array(), at);
      // The body is the end of a JSON object. With a brace in the header's last byte it is a whole
      // one, as the table holds it.
      copy.setByte(event.bodyAt() - 1, (byte) '{');
      bodies[n] = copy.slice(event.bodyAt() - 1, at + event.length());
      each.added(n, event);
    }
  }

  private static long shape(byte[] bytes, int at) {
    return (long) RecordFormat.keyLength(bytes, at) << 48
        | (long) RecordFormat.idLength(bytes, at) << 32
        | RecordFormat.dataLength(bytes, at);
  }

  /** Hears of each event. */
  interface EventListener {
    void added(int n, EventCursor event);
  }
}
