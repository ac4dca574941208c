package io.thalweg.server.json;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.spi.StreamAppend;

/**
 * Makes batches of published JSON, in one pass and without a tree: {@code data} and {@code headers}
 * are copied as they were sent. Not thread-safe; one serves all requests of an event loop.
 *
 * <p>Strict: whatever is not known, given twice, malformed or too large is refused, naming the
 * field (in a batch {@code events[3].event}); a batch is taken whole or not at all. {@code data}
 * may be any JSON of RFC 8259, also with escapes of unpaired surrogates, as nothing is decoded.
 */
public final class EventParser {
  private final EventLimits limits;
  private final SpareArrays arrays;
  private final EventReader reader;
  private JsonScanner scanner;

  /**
   * A parser.
   *
   * @param arrays where the arrays of batches come from; whoever gets a batch may give its array
   *     back
   */
  public EventParser(EventLimits limits, SpareArrays arrays) {
    this.limits = limits;
    this.arrays = arrays;
    this.reader = new EventReader(limits.eventBytesMax());
  }

  /**
   * One event object, or an array of them.
   *
   * @param body holds the text in {@code [0, length)}
   * @param idempotencyKey the id of a single event, and what the ids of a batch begin with; or null
   * @throws StreamException {@code INVALID_REQUEST} naming the field, or {@code TOO_LARGE}
   */
  public Publication parseJson(byte[] body, int length, String idempotencyKey) {
    scanner = reader.begin(body, length);
    try {
      return scanner.take('[') ? array(length, idempotencyKey) : single(length, idempotencyKey);
    } catch (JsonSyntaxException malformed) {
      throw reader.invalid("is malformed: " + malformed.getMessage());
    }
  }

  /** Event objects, one a line ({@code application/x-ndjson}); otherwise as a batch. */
  public Publication parseLines(byte[] body, int length, String idempotencyKey) {
    scanner = reader.begin(body, length);
    try {
      EventBatch.Builder batch = batchBuilder(length);
      for (int lineEnd = 0; scanner.peek() != JsonScanner.END; lineEnd = scanner.at()) {
        reader.at(batch.count());
        if (batch.count() > 0 && !hasNewline(body, lineEnd, scanner.at())) {
          throw reader.invalid("must begin on a line of its own");
        }
        addToBatch(batch, idempotencyKey);
      }
      return new Publication(build(batch), false, StreamAppend.ANY);
    } catch (JsonSyntaxException malformed) {
      throw reader.invalid("is malformed: " + malformed.getMessage());
    }
  }

  private static boolean hasNewline(byte[] body, int from, int to) {
    for (int i = from; i < to; i++) {
      if (body[i] == '\n') {
        return true;
      }
    }
    return false;
  }

  private Publication single(int length, String idempotencyKey) {
    EventBatch.Builder batch = EventBatch.builder(length + 128);
    reader.read();
    expectEnd();
    if (idempotencyKey != null) {
      reader.setId(idempotencyKey);
    }
    return new Publication(batch.add(reader.fields()).build(), true, reader.expectedHead());
  }

  private Publication array(int length, String idempotencyKey) {
    EventBatch.Builder batch = batchBuilder(length);
    for (boolean first = true; scanner.nextElement(first); first = false) {
      addToBatch(batch, idempotencyKey);
    }
    expectEnd();
    return new Publication(build(batch), false, StreamAppend.ANY);
  }

  // Records are larger than the events by their header, but a quarter covers only usual ones.
  private EventBatch.Builder batchBuilder(int length) {
    return EventBatch.builder(arrays.take(length + length / 4 + 256));
  }

  private static EventBatch build(EventBatch.Builder batch) {
    if (batch.count() == 0) {
      throw StreamException.invalid("body", "must hold at least one event");
    }
    return batch.build();
  }

  private void addToBatch(EventBatch.Builder batch, String idempotencyKey) {
    int index = batch.count();
    if (index == limits.batchEventsMax()) {
      throw StreamException.tooLarge(
          "body", "holds more than http.batch_events_max, " + index + " events");
    }
    reader.at(index);
    reader.read();
    if (reader.expectedHead() != StreamAppend.ANY) {
      throw StreamException.invalid(
          reader.field("expected_offset"), "is for single events; a batch takes it as a parameter");
    }
    if (idempotencyKey != null) {
      reader.setId(idempotencyKey + "-" + index);
    }
    batch.add(reader.fields());
  }

  private void expectEnd() {
    reader.at(EventReader.SINGLE);
    if (scanner.peek() != JsonScanner.END) {
      throw scanner.fault("there is more behind the end");
    }
  }
}
