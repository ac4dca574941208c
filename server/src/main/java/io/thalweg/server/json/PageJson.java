package io.thalweg.server.json;

import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.EventCursor;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/** A page of consumed events as JSON, in one buffer of exactly its size. */
public final class PageJson {
  private static final byte[] BEFORE_EVENTS = ascii("{\"events\":[");
  private static final int SEPARATOR = 1;

  private PageJson() {}

  /**
   * Writes the page.
   *
   * @param tail what follows the events: <code>"name":value</code>, separated by commas; ASCII
   */
  public static Buffer write(EventBlock events, String tail) {
    byte[] end = ascii("]," + tail + "}");
    byte[] out = new byte[BEFORE_EVENTS.length + length(events) + end.length];
    System.arraycopy(BEFORE_EVENTS, 0, out, 0, BEFORE_EVENTS.length);
    int to = BEFORE_EVENTS.length;
    EventCursor cursor = events.cursor();
    for (boolean first = true; cursor.next(); first = false) {
      if (!first) {
        out[to++] = ',';
      }
      to = EventJson.write(cursor, out, to);
    }
    System.arraycopy(end, 0, out, to, end.length);
    return Buffers.wrap(out, out.length);
  }

  /** The member that tells of events which retention removed before they were read. */
  public static String gap(long from, long to) {
    return ",\"gap\":{\"from\":" + from + ",\"to\":" + to + ",\"reason\":\"retention\"}";
  }

  private static int length(EventBlock events) {
    int length = Math.max(0, events.count() - 1) * SEPARATOR;
    for (EventCursor cursor = events.cursor(); cursor.next(); ) {
      length += EventJson.length(cursor);
    }
    return length;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
