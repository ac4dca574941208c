package io.thalweg.storage.redis;

import io.thalweg.core.model.StreamName;
import java.util.stream.Stream;

/**
 * Where a stream of one partition stands, as it was seen before a transaction that does nothing if
 * it has changed by then.
 *
 * @param run the server's process that the stream was written on last
 * @param timestamp of its newest event, in ms
 * @param lastOffset of its newest entry, or -1
 * @param listeners how many listen for changes, of any stream
 * @param clockMs what the server's clock said
 * @param seenNs when this node heard of it, by {@link System#nanoTime}
 */
record Standing(
    String run,
    long generation,
    long partitions,
    long head,
    long timestamp,
    long bytes,
    long indexAt,
    long indexBytes,
    long largest,
    long lastOffset,
    long listeners,
    long clockMs,
    long seenNs) {
  private static final int LOOK_BYTES = 512;

  private static final String[] FIELDS = {
    "run",
    "generation",
    "partitions",
    "head",
    "timestamp",
    "bytes",
    "index_at",
    "index_bytes",
    "largest"
  };

  /** The commands that look; the last one opens the transaction. */
  static RespCommands look(Keys keys, StreamName stream) {
    String hash = keys.stream(stream);
    String events = keys.events(stream, 0);
    return new RespCommands(LOOK_BYTES)
        .add("WATCH", hash, events)
        .add(Stream.concat(Stream.of("HMGET", hash), Stream.of(FIELDS)).toArray(String[]::new))
        .add("TIME")
        .add("XREVRANGE", events, "+", "-", "COUNT", "1")
        .add("PUBSUB", "NUMSUB", keys.channel())
        .add("MULTI");
  }

  /** Reads what came of {@link #look}. */
  static Standing read(RespCursor seen) {
    seen.skip();
    seen.array();
    String run = seen.text();
    long generation = seen.number();
    long partitions = seen.number();
    long head = seen.number();
    long timestamp = seen.number();
    long bytes = seen.number();
    long indexAt = seen.number();
    long indexBytes = seen.number();
    long largest = seen.number();
    seen.array();
    long clockMs = seen.number() * 1_000 + seen.number() / 1_000;
    long lastOffset = lastOffset(seen);
    seen.array();
    seen.skip();
    long listeners = seen.number();
    return new Standing(
        run,
        generation,
        partitions,
        head,
        timestamp,
        bytes,
        indexAt,
        indexBytes,
        largest,
        lastOffset,
        listeners,
        clockMs,
        System.nanoTime());
  }

  private static long lastOffset(RespCursor newest) {
    if (newest.array() == 0) {
      return -1;
    }
    newest.array();
    String id = newest.text();
    newest.skip();
    return Long.parseLong(id.substring(0, id.indexOf('-')));
  }

  /** How long ago it was seen, in ms. */
  long ageMs() {
    return (System.nanoTime() - seenNs) / 1_000_000;
  }

  /** What events are stamped with that are stored now. */
  long nextTimestamp() {
    return Math.max(timestamp, clockMs + ageMs());
  }

  /** Whether a {@link PlainWrite} can be for it. */
  boolean isPlain() {
    return partitions == 1 && indexAt >= 0 && lastOffset < head;
  }
}
