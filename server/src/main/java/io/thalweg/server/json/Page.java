package io.thalweg.server.json;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.EventCursor;
import java.nio.charset.StandardCharsets;

/**
 * One page of events on its way to a client. It is encoded piece by piece, each sent before the
 * next is encoded: so the client reads while we write. Not thread-safe: belongs to the event loop
 * of its {@link PageJson}.
 */
public final class Page {
  private static final int PIECE_BYTES = 64 << 10;
  private static final byte[] BEFORE_EVENTS = ascii("{\"events\":[");

  private final PageJson pages;
  private final EventBlock events;
  private final int[] deliveries;
  private final byte[] end;
  private final EventCursor cursor;
  private int index;
  private boolean more;
  private boolean begun;
  private boolean ended;

  /**
   * @param deliveries of each event, or null if nobody counts them
   */
  Page(PageJson pages, EventBlock events, int[] deliveries, String tail) {
    this.pages = pages;
    this.events = events;
    this.deliveries = deliveries;
    this.end = ascii("]," + tail + "}");
    this.cursor = events.cursor();
    this.more = cursor.next();
  }

  /** The exact length of the whole page in bytes. */
  public int length() {
    return BEFORE_EVENTS.length + pages.length(events, deliveries) + end.length;
  }

  /** Whether there are pieces left. */
  public boolean more() {
    return !ended;
  }

  /** Encodes the next piece: a direct buffer, to be given to {@link #done} when it was sent. */
  public ByteBuf next() {
    ByteBuf piece = piece();
    pages.unsent(piece.readableBytes());
    return piece;
  }

  /** A piece was sent, or never will be. */
  public void done(ByteBuf piece) {
    pages.unsent(-piece.readableBytes());
    piece.release();
  }

  private ByteBuf piece() {
    int bytesMax = BEFORE_EVENTS.length + Math.max(PIECE_BYTES, nextBytesMax()) + end.length;
    byte[] out = pages.room(bytesMax);
    int to = begun ? 0 : put(BEFORE_EVENTS, out, 0);
    begun = true;
    while (more && to + nextBytesMax() + end.length <= bytesMax) {
      int delivery = deliveries == null ? EventJson.UNCOUNTED : deliveries[index++];
      to = pages.eventJson().write(cursor, delivery, out, to);
      more = cursor.next();
      if (more) {
        out[to++] = ',';
      }
    }
    if (!more) {
      ended = true;
      to = put(end, out, to);
    }
    return PooledByteBufAllocator.DEFAULT.directBuffer(to, to).writeBytes(out, 0, to);
  }

  /** What the next event and a comma may take. */
  private int nextBytesMax() {
    return more ? cursor.length() + EventJson.OVERHEAD_MAX + 1 : 0;
  }

  private static int put(byte[] source, byte[] out, int at) {
    System.arraycopy(source, 0, out, at, source.length);
    return at + source.length;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
