package io.thalweg.server.json;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.EventCursor;

/** Pages of consumed events as JSON, for the clients of one event loop. Not thread-safe. */
public final class PageJson {
  /** What the pages of one event loop may hold that their clients have not taken yet. */
  private static final long UNSENT_BYTES_MAX = 128L << 20;

  private final EventJson eventJson = new EventJson();
  private final Scratch scratch = new Scratch();
  private long unsentBytes;

  /**
   * A page to be sent.
   *
   * @param tail what follows the events: <code>"name":value</code>, separated by commas; ASCII
   * @throws StreamException {@code OVERLOADED} if too many pages wait for slow clients
   */
  public Page page(EventBlock events, String tail) {
    return page(events, null, tail);
  }

  /**
   * A page that says of each event the how manyeth time it is handed out.
   *
   * @param deliveries of each event, from 1; null if nobody counts them
   * @param tail what follows the events: <code>"name":value</code>, separated by commas; ASCII
   * @throws StreamException {@code OVERLOADED} if too many pages wait for slow clients
   */
  public Page page(EventBlock events, int[] deliveries, String tail) {
    if (unsentBytes > UNSENT_BYTES_MAX) {
      throw StreamException.of(
          ErrorCode.OVERLOADED, "too many pages are on their way to clients that read slowly");
    }
    return new Page(this, events, deliveries, tail);
  }

  /** The member that tells of events which retention removed before they were read. */
  public static String gap(long from, long to) {
    return ",\"gap\":{\"from\":" + from + ",\"to\":" + to + ",\"reason\":\"retention\"}";
  }

  EventJson eventJson() {
    return eventJson;
  }

  /** Room to encode in, until the next call. */
  byte[] room(int length) {
    return scratch.bytes(length);
  }

  void unsent(int bytes) {
    unsentBytes += bytes;
  }

  /** The exact length of the events and the commas between them. */
  int length(EventBlock events, int[] deliveries) {
    int length = Math.max(0, events.count() - 1);
    int index = 0;
    for (EventCursor cursor = events.cursor(); cursor.next(); ) {
      length +=
          eventJson.length(cursor, deliveries == null ? EventJson.UNCOUNTED : deliveries[index++]);
    }
    return length;
  }
}
