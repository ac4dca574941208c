package io.thalweg.server.ops;

import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the storage wrote and read. Thread-safe. Costs nothing per event. */
public final class StorageMeter {
  private final LongAdder eventsPublished = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final LongAdder bytesPublished = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder failedWrites = new LongAdder();
  private final LongAdder eventsRead = new LongAdder();
  private final LongAdder bytesRead = new LongAdder();
  private final LongAdder failedReads = new LongAdder();
  private final Histogram writes = new Histogram();

  void written(List<WriteBatch> batches, List<WriteOutcome> outcomes, long tookNanos) {
    writes.record(tookNanos);
    for (int i = 0; i < outcomes.size(); i++) {
      WriteOutcome outcome = outcomes.get(i);
      if (!outcome.isStored()) {
        refused.increment();
      } else if (!outcome.appends().isEmpty()) {
        stored(outcome, batches.get(i).bytes());
      }
    }
  }

  private void stored(WriteOutcome outcome, int bytes) {
    for (AppendResult append : outcome.appends()) {
      eventsPublished.add(append.count() - append.repeats());
      duplicates.add(append.repeats());
    }
    bytesPublished.add(bytes);
  }

  void writeFailed(long tookNanos) {
    writes.record(tookNanos);
    failedWrites.increment();
  }

  void read(ReadResult result) {
    eventsRead.add(result.events().count());
    bytesRead.add(result.events().bytes());
  }

  void readFailed(Throwable failure) {
    failedReads.increment();
  }

  void writeTo(PrometheusText text) {
    counter(text, "events_published_total", eventsPublished, "Events stored.");
    counter(text, "events_duplicate_total", duplicates, "Events stored before, by their id.");
    counter(text, "published_bytes_total", bytesPublished, "Encoded size of events stored.");
    counter(text, "writes_refused_total", refused, "Atomic writes refused by a precondition.");
    counter(text, "writes_failed_total", failedWrites, "Storage writes with unknown outcome.");
    counter(text, "events_read_total", eventsRead, "Events read from the storage.");
    counter(text, "read_bytes_total", bytesRead, "Encoded size of events read.");
    counter(text, "reads_failed_total", failedReads, "Storage reads that failed.");
    text.histogram("thalweg_storage_write_seconds", "From a write's begin until it is durable.");
    writes.writeTo(text, "thalweg_storage_write_seconds");
  }

  private static void counter(PrometheusText text, String name, LongAdder value, String help) {
    text.counter("thalweg_" + name, help).sample("thalweg_" + name, value.sum());
  }
}
