package io.thalweg.storage.file;

import io.thalweg.core.model.PartitionStats;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.model.StreamStats;
import io.thalweg.storage.file.read.StreamReads;
import io.thalweg.storage.file.segment.PartitionPlace;
import io.thalweg.storage.file.stream.Partitions;
import io.thalweg.storage.file.stream.StreamLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Counts a stream's events by partition: looks at the counters between two commits, then finds the
 * few places that the counters do not know.
 */
final class PartitionCounts {
  private final StreamReads reads;
  private final StreamLog stream;

  PartitionCounts(StreamReads reads, StreamLog stream) {
    this.reads = reads;
    this.stream = stream;
  }

  /** A partition's counters at one moment; {@code first} may be {@link Partitions#UNKNOWN}. */
  private record Counter(int partition, long next, long retained, long first, long last) {}

  /** What was seen at one moment. */
  static final class Seen {
    private final StreamInfo info;
    private final List<Counter> counters = new ArrayList<>();

    private Seen(StreamInfo info) {
      this.info = info;
    }

    boolean isComplete() {
      return counters.stream()
          .allMatch(counter -> counter.retained() == 0 || counter.first() != Partitions.UNKNOWN);
    }

    StreamStats stats() {
      return new StreamStats(info, counters.stream().map(this::stats).toList());
    }

    private PartitionStats stats(Counter counter) {
      return counter.retained() == 0
          ? new PartitionStats(counter.partition(), 0, info.head(), info.head() - 1)
          : new PartitionStats(
              counter.partition(), counter.retained(), counter.first(), counter.last());
    }
  }

  /** Commit thread only. */
  Seen lookAll() {
    return look(IntStream.range(0, stream.partitions().count()).boxed().toList());
  }

  /** Commit thread only. */
  Seen look(Collection<Integer> wanted) {
    Seen seen = new Seen(stream.info());
    Partitions partitions = stream.partitions();
    for (int p : wanted) {
      if (p >= 0 && p < partitions.count()) {
        seen.counters.add(
            new Counter(
                p,
                partitions.next(p),
                partitions.retained(p),
                partitions.first(p, seen.info.minOffset()),
                partitions.last(p)));
      }
    }
    return seen;
  }

  /** Finds the first events that the counters did not know; may touch the disk. */
  StreamStats complete(Seen seen) throws IOException {
    Seen complete = new Seen(seen.info);
    for (Counter counter : seen.counters) {
      long first = counter.first();
      if (first == Partitions.UNKNOWN && counter.retained() > 0) {
        PartitionPlace place = reads.firstOf(stream, counter.partition(), seen.info.minOffset());
        first = place == null ? counter.last() : place.offset();
      }
      complete.counters.add(
          new Counter(
              counter.partition(), counter.next(), counter.retained(), first, counter.last()));
    }
    return complete.stats();
  }

  /** Counts events at or above offsets; may touch the disk. */
  Map<Integer, Long> countFrom(Seen seen, Map<Integer, Long> positions) throws IOException {
    Map<Integer, Long> counts = new TreeMap<>();
    positions.keySet().forEach(partition -> counts.put(partition, 0L));
    for (Counter counter : seen.counters) {
      counts.put(counter.partition(), countFrom(counter, seen, positions.get(counter.partition())));
    }
    return counts;
  }

  private long countFrom(Counter counter, Seen seen, long offset) throws IOException {
    if (counter.retained() == 0 || offset > counter.last()) {
      return 0;
    }
    if (offset <= seen.info.minOffset()) {
      return counter.retained();
    }
    PartitionPlace place = reads.firstOf(stream, counter.partition(), offset);
    return place == null ? 0 : Math.max(0, counter.next() - place.ordinal());
  }
}
