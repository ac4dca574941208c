package io.thalweg.storage.redis;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a stream stands, as it was seen before a transaction that does nothing if it has changed by
 * then.
 *
 * @param run the server's process that the stream was written on last
 * @param timestamp of its newest event, in ms
 * @param turn the partition of the next event without a key
 * @param ordinals how many events each partition that was looked at ever had; of a stream of one
 *     partition only that there is one
 * @param isAsThought whether a {@link PlainWrite} may be for it: it has as many partitions as was
 *     thought, and no entry beyond its head
 */
record Standing(
    String run,
    long generation,
    int partitions,
    long head,
    long timestamp,
    long bytes,
    long indexAt,
    long indexBytes,
    long largest,
    int turn,
    Map<Integer, Long> ordinals,
    boolean isAsThought) {
  private static final Map<Integer, Long> ONE_PARTITION = Map.of(0, 0L);

  static final String[] FIELDS = {
    "run",
    "generation",
    "partitions",
    "head",
    "timestamp",
    "bytes",
    "index_at",
    "index_bytes",
    "largest",
    "turn"
  };

  /** The field with the number of events that a partition ever had, if there are several. */
  static String counter(int partition) {
    return "n:" + partition;
  }

  /**
   * Reads what came of a {@link Look}.
   *
   * @param thought how many partitions there should be
   * @param headThought where the head should be at least
   * @param which partitions were looked at
   */
  static Standing read(RespCursor seen, int thought, long headThought, BitSet which) {
    seen.array();
    String run = seen.text();
    long generation = seen.number();
    int partitions = (int) seen.number();
    long head = seen.number();
    long timestamp = seen.number();
    long bytes = seen.number();
    long indexAt = seen.number();
    long indexBytes = seen.number();
    long largest = seen.number();
    int turn = (int) seen.number();
    Map<Integer, Long> ordinals = thought == 1 ? ONE_PARTITION : ordinals(seen, which);
    long lastOffset = -1;
    for (int i = 0; i < which.cardinality(); i++) {
      lastOffset = Math.max(lastOffset, lastOffset(seen));
    }
    boolean isAsThought =
        partitions == thought && indexAt >= 0 && headThought <= head && lastOffset < head;
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
        turn,
        ordinals,
        isAsThought);
  }

  private static Map<Integer, Long> ordinals(RespCursor seen, BitSet which) {
    Map<Integer, Long> ordinals = new LinkedHashMap<>();
    which.stream().forEach(partition -> ordinals.put(partition, seen.number()));
    return ordinals;
  }

  /** Of the newest entry among those that should not be there; -1 if there is none. */
  private static long lastOffset(RespCursor newest) {
    if (newest.array() == 0) {
      return -1;
    }
    newest.array();
    String id = newest.text();
    newest.skip();
    return Long.parseLong(id.substring(0, id.indexOf('-')));
  }
}
