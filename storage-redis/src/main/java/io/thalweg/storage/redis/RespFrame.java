package io.thalweg.storage.redis;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/**
 * Gathers what a server sends until a number of replies is whole. Looks at nothing but their
 * lengths. Not thread-safe.
 */
final class RespFrame {
  private final int[] ends;
  private byte[] bytes;
  private int length;
  private int at;
  private int whole;
  private long partsLeft = 1;
  private int lastErrorAt = -1;

  /** For so many replies. */
  RespFrame(int replies, int bytesHint) {
    bytes = new byte[bytesHint];
    ends = new int[replies];
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
    return whole == ends.length;
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

  /** A cursor before one of the replies, from 0 on; they must be whole. */
  RespCursor cursor(int reply) {
    return new RespCursor(bytes, reply == 0 ? 0 : ends[reply - 1]);
  }

  int length() {
    return length;
  }

  private void scan() {
    while (!isWhole()) {
      int end = lineEnd();
      if (end < 0) {
        return;
      }
      byte type = bytes[at];
      int next = end + 2;
      if (type == '*') {
        partsLeft += Math.max(0, RespCursor.number(bytes, at + 1, end));
      } else if (type == '$') {
        long bulk = RespCursor.number(bytes, at + 1, end);
        next += bulk < 0 ? 0 : (int) bulk + 2;
        if (next > length) {
          return;
        }
      } else if (type == '-') {
        lastErrorAt = at;
      }
      at = next;
      if (--partsLeft == 0) {
        ends[whole++] = at;
        partsLeft = 1;
      }
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
