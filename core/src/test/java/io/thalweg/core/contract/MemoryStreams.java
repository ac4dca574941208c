package io.thalweg.core.contract;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.ProducerRecord;
import io.thalweg.core.spi.ProducerStamp;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/** All streams, and which of them changed. Not thread-safe. */
final class MemoryStreams {
  private final LongSupplier clock;
  private final TreeMap<StreamName, MemoryStream> streams = new TreeMap<>();
  private Set<StreamName> changed = new TreeSet<>();
  private long lastGeneration;

  MemoryStreams(LongSupplier clock) {
    this.clock = clock;
  }

  MemoryStream existing(StreamName name) {
    MemoryStream stream = streams.get(name);
    if (stream == null) {
      throw StreamException.of(
          ErrorCode.STREAM_NOT_FOUND, "there is no stream " + name, Map.of("stream", name.value()));
    }
    return stream;
  }

  StreamInfo create(StreamName name, StreamConfig config) {
    if (streams.containsKey(name)) {
      throw StreamException.of(ErrorCode.STREAM_EXISTS, "the stream " + name + " exists already");
    }
    streams.put(name, new MemoryStream(name, ++lastGeneration, clock.getAsLong(), config));
    changed.add(name);
    return existing(name).info();
  }

  StreamInfo alter(StreamName name, long generation, StreamConfig config) {
    existing(name).alter(generation, config);
    changed.add(name);
    return existing(name).info();
  }

  void delete(StreamName name) {
    existing(name);
    streams.remove(name);
    changed.add(name);
  }

  List<StreamName> names(String prefix, String after, int limit) {
    return streams.keySet().stream()
        .filter(name -> name.value().startsWith(prefix))
        .filter(name -> name.value().compareTo(after) > 0)
        .limit(limit)
        .toList();
  }

  void enforceRetention(long nowMs) {
    streams.forEach(
        (name, stream) -> {
          if (stream.enforceRetention(nowMs)) {
            changed.add(name);
          }
        });
  }

  List<WriteOutcome> write(List<WriteBatch> batches) {
    return batches.stream().map(this::write).toList();
  }

  private WriteOutcome write(WriteBatch batch) {
    long nowMs = clock.getAsLong();
    ProducerStamp stamp = batch.stamp();
    try {
      if (stamp != null) {
        ProducerRecord.Batch first = existing(stamp.stream()).producer(stamp, nowMs).admit(batch);
        if (first != null) {
          return WriteOutcome.repeated(first.appends());
        }
      }
      batch.appends().forEach(append -> existing(append.stream()).check(append, nowMs));
      batch.groups().forEach(group -> existing(group.stream()).groups().check(group));
    } catch (StreamException refusal) {
      return WriteOutcome.refused(refusal);
    }
    List<AppendResult> results = new ArrayList<>(batch.appends().size());
    for (StreamAppend append : batch.appends()) {
      results.add(existing(append.stream()).append(append.events(), nowMs));
      changed.add(append.stream());
    }
    batch.groups().forEach(group -> existing(group.stream()).groups().apply(group));
    if (stamp != null) {
      existing(stamp.stream()).stored(stamp, results, nowMs);
    }
    return WriteOutcome.stored(results);
  }

  /** Which streams changed since this was asked last. */
  Set<StreamName> takeChanged() {
    Set<StreamName> taken = changed;
    changed = new TreeSet<>();
    return taken;
  }
}
