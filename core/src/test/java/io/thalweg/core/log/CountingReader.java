package io.thalweg.core.log;

import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.EventReader;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts reads on their way. */
class CountingReader implements EventReader {
  private final EventReader reader;
  private final AtomicInteger reads;

  CountingReader(EventReader reader, AtomicInteger reads) {
    this.reader = reader;
    this.reads = reads;
  }

  @Override
  public Future<ReadResult> read(ReadQuery query) {
    reads.incrementAndGet();
    return reader.read(query);
  }

  @Override
  public Future<Long> offsetAtTime(StreamName stream, long epochMs) {
    return reader.offsetAtTime(stream, epochMs);
  }

  @Override
  public Future<Map<Integer, Long>> countFrom(StreamName stream, Map<Integer, Long> positions) {
    return reader.countFrom(stream, positions);
  }
}
