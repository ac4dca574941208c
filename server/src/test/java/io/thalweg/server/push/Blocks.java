package io.thalweg.server.push;

import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.EventFields;
import io.thalweg.core.record.RecordFormat;
import io.thalweg.core.spi.ReadResult;

/** Blocks as a storage returns them. */
final class Blocks {
  private Blocks() {}

  /** Events of type {@code t} with these data, from the offset on. */
  static EventBlock of(long from, String... data) {
    EventBatch.Builder builder = EventBatch.builder(64);
    EventFields fields = new EventFields();
    for (String json : data) {
      builder.add(fields.type("t").data(json));
    }
    EventBatch batch = builder.build();
    var event = batch.cursor();
    for (long offset = from; event.next(); offset++) {
      RecordFormat.place(batch.array(), event.at(), offset, 1_700_000_000_000L, 3, offset);
    }
    return new EventBlock(batch.array(), 0, batch.bytes(), batch.count());
  }

  /** A read that found them. */
  static ReadResult read(long from, String... data) {
    long next = from + data.length;
    return new ReadResult(of(from, data), next, 0, next, 1);
  }

  /** The JSON of an event of {@link #of}. */
  static String json(long offset, String data) {
    return "{\"offset\":"
        + offset
        + ",\"partition\":3,\"timestamp\":1700000000000,\"event\":\"t\",\"data\":"
        + data
        + "}";
  }

  /** A JSON string so long that the whole event's JSON has this many bytes. */
  static String dataFor(int eventBytes) {
    int around = json(0, "\"\"").length();
    return '"' + "x".repeat(eventBytes - around) + '"';
  }
}
