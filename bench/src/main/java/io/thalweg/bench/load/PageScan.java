package io.thalweg.bench.load;

import io.thalweg.bench.net.BodyBytes;
import io.thalweg.bench.target.BenchFailure;
import java.nio.charset.StandardCharsets;

/**
 * Finds the events of a page without parsing it: from one event the next cannot be nearer than an
 * event is long, so nearly all of the page is jumped over.
 */
final class PageScan {

  /** Told each event of a page, in the page's order. */
  interface Events {
    void event(long offset, int partition);
  }

  private static final byte[] EVENT = ascii("{\"offset\":");
  private static final byte[] PARTITION = ascii(",\"partition\":");
  private static final byte[] NEXT_OFFSET = ascii("\"next_offset\":");

  private final int eventBytesMin;

  PageScan(int eventBytesMin) {
    this.eventBytesMin = eventBytesMin;
  }

  /** Returns how many events the page holds. */
  int scan(BodyBytes body, Events events) {
    int count = 0;
    int at = indexOf(body, EVENT, 0);
    while (at >= 0) {
      int digits = at + EVENT.length;
      int behind = endOfNumber(body, digits);
      events.event(number(body, digits, behind), partition(body, behind));
      count++;
      at = indexOf(body, EVENT, at + eventBytesMin);
    }
    return count;
  }

  /** Where the reader has to go on. */
  long nextOffset(BodyBytes body) {
    for (int at = body.length() - NEXT_OFFSET.length; at >= 0; at--) {
      if (matches(body, NEXT_OFFSET, at)) {
        int digits = at + NEXT_OFFSET.length;
        return number(body, digits, endOfNumber(body, digits));
      }
    }
    throw new BenchFailure("a page without next_offset");
  }

  private static int partition(BodyBytes body, int at) {
    if (!matches(body, PARTITION, at)) {
      throw new BenchFailure("an event without a partition behind its offset");
    }
    int digits = at + PARTITION.length;
    return (int) number(body, digits, endOfNumber(body, digits));
  }

  private static int indexOf(BodyBytes body, byte[] wanted, int from) {
    int last = body.length() - wanted.length;
    for (int at = from; at <= last; at++) {
      if (matches(body, wanted, at)) {
        return at;
      }
    }
    return -1;
  }

  private static boolean matches(BodyBytes body, byte[] wanted, int at) {
    if (at + wanted.length > body.length()) {
      return false;
    }
    byte[] bytes = body.array();
    for (int i = 0; i < wanted.length; i++) {
      if (bytes[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  private static int endOfNumber(BodyBytes body, int from) {
    byte[] bytes = body.array();
    int end = from;
    while (end < body.length() && bytes[end] >= '0' && bytes[end] <= '9') {
      end++;
    }
    return end;
  }

  private static long number(BodyBytes body, int from, int to) {
    if (from == to) {
      throw new BenchFailure("a number is missing in " + body.text());
    }
    byte[] bytes = body.array();
    long value = 0;
    for (int i = from; i < to; i++) {
      value = value * 10 + bytes[i] - '0';
    }
    return value;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
