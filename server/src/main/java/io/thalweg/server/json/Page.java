package io.thalweg.server.json;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.EventCursor;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
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
  private final byte[] end;
  private final EventCursor cursor;
  private boolean more;

  Page(PageJson pages, EventBlock events, String tail) {
    this.pages = pages;
    this.events = events;
    this.end = ascii("]," + tail + "}");
    this.cursor = events.cursor();
    this.more = cursor.next();
  }

  /** Sends the page as the response's body. Completes when its last byte was written. */
  public Future<Void> sendTo(HttpServerResponse response) {
    int length = BEFORE_EVENTS.length + pages.length(events) + end.length;
    response.headers().set(HttpHeaders.CONTENT_LENGTH, Integer.toString(length));
    boolean first = true;
    Future<Void> sent;
    do {
      ByteBuf piece = piece(first);
      first = false;
      sent = send(response, piece);
    } while (more);
    return sent;
  }

  private Future<Void> send(HttpServerResponse response, ByteBuf piece) {
    int bytes = piece.readableBytes();
    pages.unsent(bytes);
    // Vert.x writes buffers that it did not make without releasing them.
    BufferInternal buffer = BufferInternal.buffer(piece);
    return (more ? response.write(buffer) : response.end(buffer))
        .onComplete(
            (written, failure) -> {
              pages.unsent(-bytes);
              piece.release();
            });
  }

  private ByteBuf piece(boolean first) {
    int bytesMax = BEFORE_EVENTS.length + Math.max(PIECE_BYTES, nextBytesMax()) + end.length;
    byte[] out = pages.room(bytesMax);
    int to = first ? put(BEFORE_EVENTS, out, 0) : 0;
    while (more && to + nextBytesMax() + end.length <= bytesMax) {
      to = pages.eventJson().write(cursor, out, to);
      more = cursor.next();
      if (more) {
        out[to++] = ',';
      }
    }
    if (!more) {
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
