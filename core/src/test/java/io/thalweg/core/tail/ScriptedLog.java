package io.thalweg.core.tail;

import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.EventFields;
import io.thalweg.core.record.RecordFormat;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.vertx.core.Promise;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** A log whose every read is answered by the test. Not thread-safe. */
final class ScriptedLog {
  static final StreamName STREAM = new StreamName("s");

  final List<Read> reads = new ArrayList<>();

  /** A read that was asked for. */
  record Read(ReadQuery query, long waitMs, Promise<ReadResult> answer) {
    boolean waits() {
      return waitMs > 0;
    }

    /** Finds the events from where it was asked to {@code next}, which is the head. */
    void find(long next) {
      find(next, next);
    }

    void find(long next, long head) {
      answer.complete(new ReadResult(events(query.from(), next), next, 0, head, 1));
    }
  }

  StreamLog asLog() {
    return (StreamLog)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {StreamLog.class},
            (proxy, method, arguments) -> {
              Read read =
                  new Read((ReadQuery) arguments[0], (long) arguments[1], Promise.promise());
              reads.add(read);
              return read.answer.future();
            });
  }

  /** The only read that is not answered yet. */
  Read open() {
    List<Read> open = reads.stream().filter(read -> !read.answer.future().isComplete()).toList();
    if (open.size() != 1) {
      throw new AssertionError("open reads: " + open);
    }
    return open.get(0);
  }

  /** How many reads are not answered yet. */
  long openReads() {
    return reads.stream().filter(read -> !read.answer.future().isComplete()).count();
  }

  static EventBlock events(long from, long to) {
    if (from >= to) {
      return EventBlock.empty();
    }
    EventBatch.Builder builder = EventBatch.builder(64);
    EventFields fields = new EventFields();
    for (long offset = from; offset < to; offset++) {
      builder.add(fields.type("t").data("" + offset));
    }
    EventBatch batch = builder.build();
    byte[] bytes = batch.array();
    var event = batch.cursor();
    for (long offset = from; event.next(); offset++) {
      RecordFormat.place(bytes, event.at(), offset, 1, 0, offset);
    }
    return new EventBlock(bytes, 0, batch.bytes(), batch.count());
  }
}
