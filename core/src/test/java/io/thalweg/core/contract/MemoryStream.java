package io.thalweg.core.contract;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.PartitionStats;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.model.StreamStats;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.record.Murmur2;
import io.thalweg.core.record.RecordFormat;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.ProducerRecord;
import io.thalweg.core.spi.ProducerStamp;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.core.spi.StreamAppend;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One stream: its events, the ids that it remembers, its groups. Not thread-safe. */
final class MemoryStream {
  /** Reads look at no more events than these, so that callers meet reads that found nothing yet. */
  private static final int LOOKED_AT_MAX = 10_000;

  private final StreamName name;
  private final long generation;
  private final long createdAt;
  private final MemoryGroups groups;
  private final MemoryIds ids = new MemoryIds();
  private final Map<String, ProducerRecord> producers = new HashMap<>();
  private final List<byte[]> events = new ArrayList<>();
  private final List<MemoryPartition> partitions = new ArrayList<>();
  private StreamConfig config;
  private long minOffset;
  private long bytes;
  private long lastTimestamp;
  private int nextPartition;

  MemoryStream(StreamName name, long generation, long createdAt, StreamConfig config) {
    this.name = name;
    this.generation = generation;
    this.createdAt = createdAt;
    this.groups = new MemoryGroups(generation);
    configure(config);
  }

  MemoryGroups groups() {
    return groups;
  }

  long head() {
    return minOffset + events.size();
  }

  StreamInfo info() {
    return new StreamInfo(name, config, generation, createdAt, minOffset, head(), bytes);
  }

  StreamStats stats() {
    List<PartitionStats> stats = new ArrayList<>();
    for (int i = 0; i < partitions.size(); i++) {
      stats.add(partitions.get(i).stats(i, head()));
    }
    return new StreamStats(info(), stats);
  }

  void alter(long expectedGeneration, StreamConfig altered) {
    if (expectedGeneration != generation) {
      throw StreamException.of(
          ErrorCode.STREAM_GENERATION_MISMATCH,
          "the stream " + name + " is in generation " + generation,
          Map.of("generation", generation));
    }
    if (altered.partitions() < config.partitions()) {
      throw StreamException.invalid("partitions", "may not become fewer");
    }
    configure(altered);
  }

  private void configure(StreamConfig altered) {
    config = altered;
    while (partitions.size() < config.partitions()) {
      partitions.add(new MemoryPartition());
    }
  }

  /** What is remembered of the stamp's producer. */
  ProducerRecord producer(ProducerStamp stamp, long nowMs) {
    long newestMs = Math.max(nowMs, lastTimestamp);
    producers.values().removeIf(kept -> kept.isExpired(newestMs, config.dedupWindowMs()));
    return producers.getOrDefault(stamp.producer(), ProducerRecord.UNKNOWN);
  }

  /** Remembers a batch that {@link #producer} admitted and that was stored. */
  void stored(ProducerStamp stamp, List<AppendResult> results, long nowMs) {
    long storedAt = Math.max(nowMs, lastTimestamp);
    producers.put(stamp.producer(), producer(stamp, nowMs).after(stamp, results, storedAt));
  }

  /** Throws unless the events may be appended now. */
  void check(StreamAppend append, long nowMs) {
    boolean headFits = append.expectedHead() == StreamAppend.ANY || append.expectedHead() == head();
    if (!headFits && !ids.knowAll(append.events(), since(nowMs))) {
      throw StreamException.of(
          ErrorCode.HEAD_MISMATCH,
          "the head of the stream " + name + " is " + head(),
          Map.of("stream", name.value(), "head", head()));
    }
  }

  /** Appends events that {@link #check} let pass. */
  AppendResult append(EventBatch batch, long nowMs) {
    lastTimestamp = Math.max(nowMs, lastTimestamp);
    ids.forgetBefore(since(nowMs));
    long[] offsets = new long[batch.count()];
    long[] timestamps = new long[batch.count()];
    int[] inPartitions = new int[batch.count()];
    EventCursor event = batch.cursor();
    for (int i = 0; event.next(); i++) {
      MemoryIds.Place known = ids.find(event, since(nowMs));
      MemoryIds.Place place = known == null ? store(event) : known;
      offsets[i] = known == null ? place.offset() : -1 - place.offset();
      timestamps[i] = place.timestamp();
      inPartitions[i] = place.partition();
    }
    return AppendResult.withRepeats(offsets, timestamps, inPartitions);
  }

  private MemoryIds.Place store(EventCursor event) {
    int partition = partitionOf(event.keyHash());
    long offset = head();
    byte[] record = Arrays.copyOfRange(event.array(), event.at(), event.at() + event.length());
    long ordinal = partitions.get(partition).add(offset);
    RecordFormat.place(record, 0, offset, lastTimestamp, partition, ordinal);
    events.add(record);
    bytes += record.length;
    MemoryIds.Place place = new MemoryIds.Place(offset, lastTimestamp, partition);
    if (event.hasId() && config.dedupWindowMs() > 0) {
      ids.remember(event.id(), place);
    }
    return place;
  }

  private int partitionOf(long keyHash) {
    if (keyHash >= 0) {
      return Murmur2.partition(keyHash, config.partitions());
    }
    int partition = nextPartition % config.partitions();
    nextPartition = partition + 1;
    return partition;
  }

  /** Ids of events that were stored after this are remembered. */
  private long since(long nowMs) {
    return Math.max(nowMs, lastTimestamp) - config.dedupWindowMs();
  }

  ReadResult read(ReadQuery query) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    int count = 0;
    long next = Math.max(query.from(), minOffset);
    long end = Math.min(head(), next + LOOKED_AT_MAX);
    while (next < end && count < query.eventsMax()) {
      byte[] event = event(next);
      if (query.filter().wants(cursor(event))) {
        if (count > 0 && block.size() + (long) event.length > query.bytesMax()) {
          break;
        }
        block.write(event, 0, event.length);
        count++;
      }
      next++;
    }
    EventBlock found = new EventBlock(block.toByteArray(), 0, block.size(), count);
    return new ReadResult(found, next, minOffset, head(), generation);
  }

  long offsetAtTime(long epochMs) {
    long low = minOffset;
    long high = head();
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (RecordFormat.timestamp(event(middle), 0) < epochMs) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  Map<Integer, Long> countFrom(Map<Integer, Long> positions) {
    Map<Integer, Long> counts = new TreeMap<>();
    positions.forEach(
        (partition, offset) ->
            counts.put(
                partition,
                partition < partitions.size() ? partitions.get(partition).countFrom(offset) : 0));
    return counts;
  }

  /** Removes what the limits do not keep; true if that was anything. */
  boolean enforceRetention(long nowMs) {
    int removed = 0;
    while (removed < events.size() && isUnwanted(events.get(removed), removed, nowMs)) {
      bytes -= events.get(removed).length;
      removed++;
    }
    events.subList(0, removed).clear();
    minOffset += removed;
    partitions.forEach(partition -> partition.removeBelow(minOffset));
    return removed > 0;
  }

  private boolean isUnwanted(byte[] oldest, int removed, long nowMs) {
    long ageMs = nowMs - RecordFormat.timestamp(oldest, 0);
    return isPassed(config.retentionMs(), ageMs)
        || isPassed(config.retentionBytes(), bytes)
        || isPassed(config.retentionEvents(), events.size() - removed);
  }

  private static boolean isPassed(long limit, long value) {
    return limit > 0 && value > limit;
  }

  private byte[] event(long offset) {
    return events.get((int) (offset - minOffset));
  }

  private static EventCursor cursor(byte[] event) {
    EventCursor cursor = new EventCursor(event, 0, event.length);
    cursor.next();
    return cursor;
  }
}
