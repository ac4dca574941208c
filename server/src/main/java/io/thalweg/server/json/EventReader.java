package io.thalweg.server.json;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.record.EventFields;
import io.thalweg.core.record.JsonText;
import io.thalweg.core.spi.StreamAppend;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads single events: fills {@link #fields} with the parts of one, checked. Not thread-safe; one
 * serves all requests of an event loop.
 */
final class EventReader {
  /** Members of an event's headers. */
  static final int HEADERS_MAX = 64;

  /** Bytes of an event's headers. */
  static final int HEADERS_BYTES_MAX = 16 << 10;

  /** The index of an event that is not in a batch. */
  static final int SINGLE = -1;

  private static final int OFFSET_DIGITS_MAX = 18;

  private final int eventBytesMax;
  private final EventFields fields = new EventFields();
  private final EventText text = new EventText();
  private byte[] bytes;
  private JsonScanner scanner;
  private String prefix;
  private int index;
  private Member member;
  private long expectedHead;

  EventReader(int eventBytesMax) {
    this.eventBytesMax = eventBytesMax;
  }

  /** The members of an event as it is published. */
  private enum Member {
    EVENT("event"),
    DATA("data"),
    PARTITION_KEY("partition_key"),
    ID("id"),
    HEADERS("headers"),
    EXPECTED_OFFSET("expected_offset");

    /** Their names are of different lengths. */
    private static final Member[] BY_LENGTH = new Member[16];

    static {
      for (Member member : values()) {
        BY_LENGTH[member.name.length] = member;
      }
    }

    final String label;
    final byte[] name;

    /** The name as a number and where it has bits, if it is short enough. */
    private final long word;

    private final long mask;

    Member(String label) {
      this.label = label;
      this.name = label.getBytes(StandardCharsets.US_ASCII);
      this.word = name.length > Long.BYTES ? 0 : littleEndian(name);
      this.mask = name.length < Long.BYTES ? (1L << 8 * name.length) - 1 : -1;
    }

    private static long littleEndian(byte[] name) {
      long word = 0;
      for (int i = name.length - 1; i >= 0; i--) {
        word = word << 8 | name[i];
      }
      return word;
    }

    static Member named(byte[] bytes, int at, int length) {
      Member member = length < BY_LENGTH.length ? BY_LENGTH[length] : null;
      return member != null && member.isAt(bytes, at) ? member : null;
    }

    private boolean isAt(byte[] bytes, int at) {
      return name.length <= Long.BYTES && at + Long.BYTES <= bytes.length
          ? (Words.at(bytes, at) & mask) == word
          : Arrays.equals(name, 0, name.length, bytes, at, at + name.length);
    }
  }

  /** Starts over, at the beginning of a text. */
  JsonScanner begin(byte[] body, int length) {
    bytes = body;
    scanner = new JsonScanner(body, 0, length);
    prefix = "";
    index = SINGLE;
    member = null;
    return scanner;
  }

  /** The event that was read last; to be used before the next one is read. */
  EventFields fields() {
    return fields;
  }

  /** What {@code expected_offset} in the last event said, or {@link StreamAppend#ANY}. */
  long expectedHead() {
    return expectedHead;
  }

  /** What the names of fields begin with, such as {@code publish[1].}, until the next beginning. */
  void within(String newPrefix) {
    prefix = newPrefix;
  }

  /** What follows is about the event of this index, or about the body as a whole. */
  void at(int newIndex) {
    index = newIndex;
    member = null;
  }

  /** Reads the event object that comes next. */
  void read() {
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
    Member known = Member.named(bytes, scanner.lastText().from(), scanner.lastText().length());
    if (known == null && scanner.lastText().escaped()) {
      byte[] name = scanner.lastText().decode().getBytes(StandardCharsets.UTF_8);
      known = Member.named(name, 0, name.length);
    }
    if (known == null) {
      throw StreamException.invalid(field(scanner.lastText().decode()), "is no field of an event");
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
    scanner.lastText().loneSurrogate();
    scanner.text();
    String fault = text.take(bytes, scanner.lastText(), rule);
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
    scanner.lastText().loneSurrogate();
    Set<String> names = new HashSet<>();
    for (boolean first = true; scanner.nextMember(first); first = false) {
      if (!names.add(scanner.lastText().decode())) {
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
    if (scanner.lastText().loneSurrogate()) {
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
    if (digits > OFFSET_DIGITS_MAX || !number.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw invalid("must be an offset: a whole number, 0 or more");
    }
    expectedHead = Long.parseLong(number);
  }

  private void checkWhole(int length) {
    if (length > eventBytesMax) {
      throw StreamException.tooLarge(
          whole(), "is larger than http.event_bytes_max, " + eventBytesMax + " bytes");
    }
    if (!fields.hasType()) {
      throw StreamException.invalid(field("event"), "is missing");
    }
    if (!fields.hasData()) {
      throw StreamException.invalid(field("data"), "is missing");
    }
  }

  /** Gives the last event an id from outside. */
  void setId(String id) {
    if (fields.hasId()) {
      throw StreamException.invalid(
          "Idempotency-Key", "is given although " + field("id") + " is: use one of them");
    }
    byte[] escaped = JsonText.escape(id);
    fields.id(escaped, 0, escaped.length);
  }

  /** A refusal that names where the reader is. */
  StreamException invalid(String message) {
    return StreamException.invalid(member == null ? whole() : field(member.label), message);
  }

  private String whole() {
    return index == SINGLE ? "body" : prefix + "events[" + index + "]";
  }

  /** The full name of an event's field. */
  String field(String name) {
    return index == SINGLE ? name : whole() + "." + name;
  }
}
