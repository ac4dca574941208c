package io.thalweg.server.json;

import io.netty.buffer.PooledByteBufAllocator;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.EventCursor;
import java.nio.charset.StandardCharsets;

/** Pages of consumed events as JSON, each in one buffer. Not thread-safe. */
public final class PageJson {
  private static final byte[] BEFORE_EVENTS = ascii("{\"events\":[");
  private static final int SEPARATOR = 1;

  /** What the pages of one event loop may hold that their clients have not taken yet. */
  private static final long UNSENT_BYTES_MAX = 128L << 20;

  private final EventJson eventJson = new EventJson();
  private final Scratch scratch = new Scratch();
  private long unsentBytes;

  /**
   * Writes a page.
   *
   * @param tail what follows the events: <code>"name":value</code>, separated by commas; ASCII
   * @throws StreamException {@code OVERLOADED} if too many pages wait for slow clients
   */
  public Page write(EventBlock events, String tail) {
    if (unsentBytes > UNSENT_BYTES_MAX) {
      throw StreamException.of(
          ErrorCode.OVERLOADED, "too many pages are on their way to clients that read slowly");
    }
    byte[] end = ascii("]," + tail + "}");
    byte[] out = scratch.bytes(BEFORE_EVENTS.length + lengthMax(events) + end.length);
    System.arraycopy(BEFORE_EVENTS, 0, out, 0, BEFORE_EVENTS.length);
    int to = BEFORE_EVENTS.length;
    EventCursor cursor = events.cursor();
    for (boolean first = true; cursor.next(); first = false) {
      if (!first) {
        out[to++] = ',';
      }
      to = eventJson.write(cursor, out, to);
    }
    System.arraycopy(end, 0, out, to, end.length);
    to += end.length;
    unsentBytes += to;
    return new Page(
        PooledByteBufAllocator.DEFAULT.directBuffer(to, to).writeBytes(out, 0, to), this);
  }

  void sent(int bytes) {
    unsentBytes -= bytes;
  }

  /** The member that tells of events which retention removed before they were read. */
  public static String gap(long from, long to) {
    return ",\"gap\":{\"from\":" + from + ",\"to\":" + to + ",\"reason\":\"retention\"}";
  }

  // Room for the longest numbers is a few bytes an event; walking over the block twice costs more.
  private static int lengthMax(EventBlock events) {
    return events.bytes() + events.count() * (EventJson.OVERHEAD_MAX + SEPARATOR);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
