package io.thalweg.storage.redis;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/**
 * Gathers what a server sends until a number of replies is whole. Looks at nothing but their
 * lengths. Not thread-safe.
 */
final class RespFrame {
  private byte[] bytes;
  private int length;
  private int at;
  private long missing;
  private int lastErrorAt = -1;

  /** For so many replies. */
  RespFrame(int replies, int bytesHint) {
    bytes = new byte[bytesHint];
    missing = replies;
  }

  /**
   * Takes bytes.
   *
   * @return how many of them belong to these replies; fewer than there are if the replies are whole
   */
  int add(Buffer chunk, int from) {
    int more = chunk.length() - from;
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
    }
    chunk.getBytes(from, chunk.length(), bytes, length);
    int before = length;
    length += more;
    scan();
    if (isWhole()) {
      length = at;
    }
    return length - before;
  }

  boolean isWhole() {
    return missing == 0;
  }

  /** Whether any of the replies is an error. */
  boolean hasError() {
    return hasErrorFrom(0);
  }

  /** The same of those from a place on. */
  boolean hasErrorFrom(int place) {
    return lastErrorAt >= place;
  }

  /** A cursor before the first reply. */
  RespCursor cursor() {
    return new RespCursor(bytes, 0);
  }

  int length() {
    return length;
  }

  private void scan() {
    while (missing > 0) {
      int end = lineEnd();
      if (end < 0) {
        return;
      }
      byte type = bytes[at];
      int next = end + 2;
      if (type == '*') {
        missing += Math.max(0, RespCursor.number(bytes, at + 1, end));
      } else if (type == '$') {
        long bulk = RespCursor.number(bytes, at + 1, end);
        next += bulk < 0 ? 0 : (int) bulk + 2;
        if (next > length) {
          return;
        }
      } else if (type == '-') {
        lastErrorAt = at;
      }
      missing--;
      at = next;
    }
  }

  /** Where the line ends that starts here; -1 if that did not come yet. */
  private int lineEnd() {
    for (int i = at + 1; i < length - 1; i++) {
      if (bytes[i] == '\r') {
        return i;
      }
    }
    return -1;
  }
}
