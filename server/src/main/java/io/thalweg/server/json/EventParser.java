package io.thalweg.server.json;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventFields;
import io.thalweg.core.record.JsonText;
import io.thalweg.core.spi.StreamAppend;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Makes batches of published JSON, in one pass and without a tree: {@code data} and {@code headers}
 * are copied as they were sent. Not thread-safe; one serves all requests of an event loop.
 *
 * <p>Strict: whatever is not known, given twice, malformed or too large is refused, naming the
 * field (in a batch {@code events[3].event}); a batch is taken whole or not at all. {@code data}
 * may be any JSON of RFC 8259, also with escapes of unpaired surrogates, as nothing is decoded.
 */
public final class EventParser {
  /** Members of an event's headers. */
  static final int HEADERS_MAX = 64;

  /** Bytes of an event's headers. */
  static final int HEADERS_BYTES_MAX = 16 << 10;

  private static final int SINGLE = -1;

  private final EventLimits limits;
  private final EventFields fields = new EventFields();
  private final EventText text = new EventText();
  private byte[] bytes;
  private JsonScanner scanner;
  private int index;
  private Member member;
  private long expectedHead;

  public EventParser(EventLimits limits) {
    this.limits = limits;
  }

  /** The members of an event as it is published. */
  private enum Member {
    EVENT("event"),
    DATA("data"),
    PARTITION_KEY("partition_key"),
    ID("id"),
    HEADERS("headers"),
    EXPECTED_OFFSET("expected_offset");

    private static final Member[] ALL = values();
    final String label;
    final byte[] name;

    Member(String label) {
      this.label = label;
      this.name = label.getBytes(StandardCharsets.US_ASCII);
    }

    static Member named(byte[] bytes, int at, int length) {
      for (Member member : ALL) {
        byte[] name = member.name;
        if (name.length == length && Arrays.equals(name, 0, length, bytes, at, at + length)) {
          return member;
        }
      }
      return null;
    }
  }

  /**
   * One event object, or an array of them.
   *
   * @param body holds the text in {@code [0, length)}
   * @param idempotencyKey the id of a single event, and what the ids of a batch begin with; or null
   * @throws StreamException {@code INVALID_REQUEST} naming the field, or {@code TOO_LARGE}
   */
  public Publication parseJson(byte[] body, int length, String idempotencyKey) {
    begin(body, length);
    try {
      return scanner.take('[') ? array(length, idempotencyKey) : single(length, idempotencyKey);
    } catch (JsonSyntaxException malformed) {
      throw invalid("is malformed: " + malformed.getMessage());
    }
  }

  /** Event objects, one a line ({@code application/x-ndjson}); otherwise as a batch. */
  public Publication parseLines(byte[] body, int length, String idempotencyKey) {
    begin(body, length);
    try {
      EventBatch.Builder batch = batchBuilder(length);
      while (scanner.peek() != JsonScanner.END) {
        if (batch.count() > 0 && body[scanner.at() - 1] != '\n') {
          throw invalid("must begin on a line of its own");
        }
        addToBatch(batch, idempotencyKey);
      }
      return new Publication(build(batch), false, StreamAppend.ANY);
    } catch (JsonSyntaxException malformed) {
      throw invalid("is malformed: " + malformed.getMessage());
    }
  }

  private void begin(byte[] body, int length) {
    bytes = body;
    scanner = new JsonScanner(body, 0, length);
    index = SINGLE;
    member = null;
  }

  private Publication single(int length, String idempotencyKey) {
    EventBatch.Builder batch = EventBatch.builder(length + 128);
    event();
    expectEnd();
    if (idempotencyKey != null) {
      setId(idempotencyKey);
    }
    return new Publication(batch.add(fields).build(), true, expectedHead);
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
  private static EventBatch.Builder batchBuilder(int length) {
    return EventBatch.builder(length + length / 4 + 256);
  }

  private static EventBatch build(EventBatch.Builder batch) {
    if (batch.count() == 0) {
      throw StreamException.invalid("body", "must hold at least one event");
    }
    return batch.build();
  }

  private void addToBatch(EventBatch.Builder batch, String idempotencyKey) {
    index = batch.count();
    if (index == limits.batchEventsMax()) {
      throw StreamException.of(
          ErrorCode.TOO_LARGE,
          "the batch holds more than http.batch_events_max, " + index + " events");
    }
    event();
    if (expectedHead != StreamAppend.ANY) {
      member = Member.EXPECTED_OFFSET;
      throw invalid("is for single events; a batch takes it as a parameter");
    }
    if (idempotencyKey != null) {
      setId(idempotencyKey + "-" + index);
    }
    batch.add(fields);
  }

  private void expectEnd() {
    member = null;
    if (scanner.peek() != JsonScanner.END) {
      index = SINGLE;
      throw scanner.fault("there is more behind the end");
    }
  }

  private void event() {
    member = null;
    fields.clear();
    expectedHead = StreamAppend.ANY;
    scanner.expect('{', "an event must be an object, which begins with a brace");
    int start = scanner.at() - 1;
    int seen = 0;
    for (boolean first = true; scanner.nextMember(first); first = false) {
      member = known();
      int bit = 1 << member.ordinal();
      if ((seen & bit) != 0) {
        throw invalid("is given twice");
      }
      seen |= bit;
      value();
      member = null;
    }
    checkWhole(scanner.at() - start);
  }

  private Member known() {
    Member known =
        scanner.escaped() ? null : Member.named(bytes, scanner.textAt(), scanner.textLength());
    if (known == null) {
      scanner.loneSurrogate();
      throw StreamException.invalid(field(scanner.textString()), "is no field of an event");
    }
    return known;
  }

  private void value() {
    switch (member) {
      case EVENT -> {
        text(EventText.Rule.TYPE);
        fields.type(text.bytes, text.at, text.length);
      }
      case DATA -> {
        scanner.peek();
        int from = scanner.at();
        scanner.skipValue();
        fields.data(bytes, from, scanner.at() - from);
      }
      case PARTITION_KEY -> {
        text(EventText.Rule.KEY);
        fields.key(text.bytes, text.at, text.length);
      }
      case ID -> {
        text(EventText.Rule.ID);
        fields.id(text.bytes, text.at, text.length);
      }
      case HEADERS -> headers();
      case EXPECTED_OFFSET -> expectedOffset();
      default -> throw new IllegalStateException(member.label);
    }
  }

  private void text(EventText.Rule rule) {
    if (scanner.peek() != '"') {
      throw invalid("must be a string");
    }
    scanner.loneSurrogate();
    scanner.text();
    String fault = text.take(bytes, scanner, rule);
    if (fault != null) {
      throw invalid(fault);
    }
  }

  private void headers() {
    if (scanner.peek() != '{') {
      throw invalid("must be an object of strings");
    }
    int from = scanner.at();
    scanner.take('{');
    scanner.loneSurrogate();
    Set<String> names = new HashSet<>();
    for (boolean first = true; scanner.nextMember(first); first = false) {
      if (!names.add(scanner.textString())) {
        throw invalid("names one twice");
      }
      if (names.size() > HEADERS_MAX) {
        throw invalid("must not have more than " + HEADERS_MAX + " members");
      }
      if (scanner.peek() != '"') {
        throw invalid("must be an object of strings");
      }
      scanner.text();
    }
    if (scanner.loneSurrogate()) {
      throw invalid("holds half of a surrogate pair");
    }
    if (scanner.at() - from > HEADERS_BYTES_MAX) {
      throw invalid("must not be longer than " + HEADERS_BYTES_MAX + " bytes");
    }
    fields.headers(bytes, from, scanner.at() - from);
  }

  private void expectedOffset() {
    scanner.peek();
    int from = scanner.at();
    scanner.skipValue();
    int digits = scanner.at() - from;
    String number = new String(bytes, from, Math.min(digits, 20), StandardCharsets.US_ASCII);
    if (digits > 18 || !number.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw invalid("must be an offset: a whole number, 0 or more");
    }
    expectedHead = Long.parseLong(number);
  }

  private void checkWhole(int length) {
    if (length > limits.eventBytesMax()) {
      throw StreamException.of(
          ErrorCode.TOO_LARGE,
          (index == SINGLE ? "the event" : "events[" + index + "]")
              + " is larger than http.event_bytes_max, "
              + limits.eventBytesMax()
              + " bytes");
    }
    if (!fields.hasType()) {
      throw StreamException.invalid(field("event"), "is missing");
    }
    if (!fields.hasData()) {
      throw StreamException.invalid(field("data"), "is missing");
    }
  }

  private void setId(String id) {
    if (fields.hasId()) {
      throw StreamException.invalid(
          "Idempotency-Key", "is given although " + field("id") + " is: use one of them");
    }
    byte[] escaped = JsonText.escape(id);
    fields.id(escaped, 0, escaped.length);
  }

  private StreamException invalid(String message) {
    return StreamException.invalid(member == null ? whole() : field(member.label), message);
  }

  private String whole() {
    return index == SINGLE ? "body" : "events[" + index + "]";
  }

  private String field(String name) {
    return index == SINGLE ? name : "events[" + index + "]." + name;
  }
}
