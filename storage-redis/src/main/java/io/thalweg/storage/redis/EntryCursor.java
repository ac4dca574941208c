package io.thalweg.storage.redis;

/**
 * Goes through the entries of one Redis stream, as {@code XRANGE} lists them: events as they came
 * from the server. An entry's id is {@code offset-timestamp}; of its fields the places are told.
 * Not thread-safe.
 */
final class EntryCursor {
  private final RespCursor reply;
  private final int partition;
  private final int count;
  private final int firstAt;
  private int left;

  long offset;
  long timestamp;
  long ordinal;
  final Slice type = new Slice();
  final Slice data = new Slice();
  final Slice key = new Slice();
  final Slice id = new Slice();
  final Slice headers = new Slice();

  /** Where a field's value is; its length is -1 if the entry has no such field. */
  static final class Slice {
    int at;
    int length;
  }

  /** For a cursor at the list, which is its own from now on. */
  EntryCursor(RespCursor list, int partition) {
    this.partition = partition;
    this.reply = list;
    this.count = Math.max(0, list.array());
    this.left = count;
    this.firstAt = list.at();
  }

  byte[] bytes() {
    return reply.bytes();
  }

  int partition() {
    return partition;
  }

  int count() {
    return count;
  }

  /** The last entry's offset; there must be one. */
  long lastOffset() {
    RespCursor last = new RespCursor(bytes(), firstAt);
    last.skip(count - 1);
    last.array();
    last.bulk();
    return RespCursor.number(bytes(), last.at(), dashFrom(last.at()));
  }

  boolean next() {
    if (left == 0) {
      return false;
    }
    left--;
    reply.array();
    readId();
    type.length = -1;
    data.length = -1;
    key.length = -1;
    id.length = -1;
    headers.length = -1;
    ordinal = offset;
    for (int fields = reply.array(); fields > 0; fields -= 2) {
      readField();
    }
    return true;
  }

  private void readId() {
    int length = reply.bulk();
    int from = reply.at();
    int dash = dashFrom(from);
    offset = RespCursor.number(bytes(), from, dash);
    timestamp = RespCursor.number(bytes(), dash + 1, from + length);
    reply.leave(length);
  }

  private int dashFrom(int from) {
    int dash = from;
    while (bytes()[dash] != '-') {
      dash++;
    }
    return dash;
  }

  /** No two names of fields have the same first letter, but for headers, which nothing is. */
  private void readField() {
    int nameLength = reply.bulk();
    byte name = bytes()[reply.at()];
    reply.leave(nameLength);
    if (name == 'o') {
      ordinal = reply.number();
      return;
    }
    Slice field = field(name);
    field.length = reply.bulk();
    field.at = reply.at();
    reply.leave(field.length);
  }

  private Slice field(byte name) {
    return switch (name) {
      case 'e' -> type;
      case 'd' -> data;
      case 'p' -> key;
      case 'i' -> id;
      case 'h' -> headers;
      default -> throw new IllegalStateException("an entry has an unknown field");
    };
  }
}
