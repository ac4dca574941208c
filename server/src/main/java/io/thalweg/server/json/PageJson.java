package io.thalweg.server.json;

import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.EventCursor;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/** Pages of consumed events as JSON, each in one buffer. Not thread-safe. */
public final class PageJson {
  private static final byte[] BEFORE_EVENTS = ascii("{\"events\":[");
  private static final int SEPARATOR = 1;

  private final EventJson eventJson = new EventJson();

  /**
   * Writes a page.
   *
   * @param tail what follows the events: <code>"name":value</code>, separated by commas; ASCII
   */
  public Buffer write(EventBlock events, String tail) {
    byte[] end = ascii("]," + tail + "}");
    byte[] out = new byte[BEFORE_EVENTS.length + lengthMax(events) + end.length];
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
    return Buffers.wrap(out, to + end.length);
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
