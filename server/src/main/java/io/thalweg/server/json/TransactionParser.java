package io.thalweg.server.json;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.spi.StreamAppend;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads transactions, their events as strictly as {@link EventParser} and copied as they were sent.
 * Not thread-safe; one serves all requests of an event loop.
 */
public final class TransactionParser {
  private final EventLimits limits;
  private final int entriesMax;
  private final EventReader reader;
  private JsonScanner scanner;
  private byte[] bytes;
  private int events;

  /**
   * @param limits of all events together
   * @param entriesMax streams, and groups, that one transaction may name
   */
  public TransactionParser(EventLimits limits, int entriesMax) {
    this.limits = limits;
    this.entriesMax = entriesMax;
    this.reader = new EventReader(limits.eventBytesMax());
  }

  /**
   * Reads a body.
   *
   * @throws StreamException {@code INVALID_REQUEST} naming the field, such as {@code
   *     publish[1].events[3].event}, or {@code TOO_LARGE}
   */
  public TransactionBody parse(byte[] body, int length) {
    bytes = body;
    events = 0;
    scanner = reader.begin(body, length);
    try {
      TransactionBody transaction = transaction();
      if (scanner.peek() != JsonScanner.END) {
        throw scanner.fault("there is more behind the end");
      }
      return transaction;
    } catch (JsonSyntaxException malformed) {
      throw StreamException.invalid("body", "is malformed: " + malformed.getMessage());
    }
  }

  private TransactionBody transaction() {
    scanner.expect('{', "a transaction must be an object, which begins with a brace");
    JsonFields fields = new JsonFields();
    List<StreamAppend> publish = null;
    List<JsonFields> commit = null;
    for (boolean first = true; scanner.nextMember(first); first = false) {
      switch (scanner.lastText().decode()) {
        case "publish" -> publish = once("publish", publish, publishes());
        case "commit" -> commit = once("commit", commit, commits());
        default -> fields.read(bytes, scanner);
      }
    }
    String id = fields.text("id");
    fields.refuseOthers();
    return new TransactionBody(
        id, publish == null ? List.of() : publish, commit == null ? List.of() : commit);
  }

  private static <T> T once(String field, T before, T value) {
    if (before != null) {
      throw StreamException.invalid(field, "is given twice");
    }
    return value;
  }

  private List<StreamAppend> publishes() {
    List<StreamAppend> publishes = new ArrayList<>();
    expectArray("publish");
    for (boolean first = true; scanner.nextElement(first); first = false) {
      String place = "publish[" + publishes.size() + "]";
      checkEntries("publish", publishes.size());
      publishes.add(publish(place));
    }
    return publishes;
  }

  private StreamAppend publish(String place) {
    scanner.expect('{', place + " must be an object, which begins with a brace");
    JsonFields fields = new JsonFields();
    EventBatch batch = null;
    for (boolean first = true; scanner.nextMember(first); first = false) {
      if (scanner.lastText().decode().equals("events")) {
        batch = once(place + ".events", batch, events(place));
      } else {
        Within.place(
            place,
            () -> {
              fields.read(bytes, scanner);
              return fields;
            });
      }
    }
    if (batch == null) {
      throw StreamException.invalid(place + ".events", "is missing");
    }
    EventBatch all = batch;
    return Within.place(place, () -> append(fields, all));
  }

  private static StreamAppend append(JsonFields fields, EventBatch events) {
    StreamName stream = new StreamName(fields.text("stream"));
    long expected = fields.number("expected_offset", 0, Long.MAX_VALUE, StreamAppend.ANY);
    fields.refuseOthers();
    return new StreamAppend(stream, events, expected);
  }

  private EventBatch events(String place) {
    expectArray(place + ".events");
    EventBatch.Builder batch = EventBatch.builder(1024);
    reader.within(place + ".");
    for (boolean first = true; scanner.nextElement(first); first = false) {
      if (events++ == limits.batchEventsMax()) {
        throw StreamException.tooLarge(
            "publish",
            "holds more than http.batch_events_max, " + limits.batchEventsMax() + " events");
      }
      reader.at(batch.count());
      reader.read();
      if (reader.expectedHead() != StreamAppend.ANY) {
        throw StreamException.invalid(
            reader.field("expected_offset"), "is for single events; here it stands beside events");
      }
      batch.add(reader.fields());
    }
    if (batch.count() == 0) {
      throw StreamException.invalid(place + ".events", "must hold at least one event");
    }
    return batch.build();
  }

  private List<JsonFields> commits() {
    List<JsonFields> commits = new ArrayList<>();
    expectArray("commit");
    for (boolean first = true; scanner.nextElement(first); first = false) {
      checkEntries("commit", commits.size());
      String place = "commit[" + commits.size() + "]";
      scanner.expect('{', place + " must be an object, which begins with a brace");
      commits.add(Within.place(place, this::members));
    }
    return commits;
  }

  private JsonFields members() {
    JsonFields fields = new JsonFields();
    for (boolean first = true; scanner.nextMember(first); first = false) {
      fields.read(bytes, scanner);
    }
    return fields;
  }

  private void expectArray(String field) {
    if (!scanner.take('[')) {
      throw StreamException.invalid(field, "must be an array");
    }
  }

  private void checkEntries(String field, int entries) {
    if (entries == entriesMax) {
      throw StreamException.invalid(field, "must not have more than " + entriesMax + " entries");
    }
  }
}
