package io.thalweg.server.push;

import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.tail.Subscription;
import io.thalweg.core.tail.TailSink;
import io.thalweg.server.http.Subscribers;
import java.util.Map;

/**
 * One attached client: what it is told, in which order, until it goes or is sent away. Not
 * thread-safe: belongs to the client's event loop.
 */
final class Reader implements TailSink<EncodedBlock>, SocketClient {
  /** What a read brings when memory is short, in bytes. */
  private static final int SMALL_BLOCK_BYTES = 16 << 10;

  private static final long NONE = -1;

  private final PushLoop loop;
  private final boolean control;
  private final boolean gapIsError;
  private final Subscribers.Attachment attachment;
  private Delivery delivery;
  private Subscription<EncodedBlock> subscription;
  private long gapFrom = NONE;
  private long gapTo;
  private boolean over;

  /** A reader that is counted from now until {@link #gone}. */
  Reader(PushLoop loop, PushRequest request) {
    this.loop = loop;
    this.control = request.control();
    this.gapIsError = request.read().failOnGap();
    this.attachment = loop.attach(request.stream(), this);
  }

  /** Starts to deliver. */
  void start(Delivery to, Beginning beginning) {
    delivery = to;
    subscription = loop.subscribe(beginning, this);
    if (over) {
      subscription.cancel();
    }
  }

  @Override
  public boolean wantsControl() {
    return control;
  }

  /** The next offset that the client has not been sent. */
  long position() {
    return subscription.position();
  }

  @Override
  public String heartbeat() {
    return ControlText.heartbeat(position());
  }

  @Override
  public void received(WebSocketFrame frame) {
    throw StreamException.of(
        ErrorCode.INVALID_REQUEST, "no messages from clients are defined on this path");
  }

  @Override
  public void roomAgain() {
    if (subscription != null) {
      subscription.resume();
    }
  }

  @Override
  public boolean offer(EncodedBlock block) {
    if (over) {
      return false;
    }
    byte[] gap = gapFrom == NONE ? null : ControlText.gapMember(gapFrom, gapTo);
    gapFrom = NONE;
    loop.delivered(block.events());
    return delivery.send(block, gap);
  }

  @Override
  public int bytesWanted(int bytesMax) {
    return loop.memory().isShort() ? Math.min(SMALL_BLOCK_BYTES, bytesMax) : bytesMax;
  }

  @Override
  public void gap(long from, long to) {
    if (gapIsError) {
      end(
          StreamException.of(
              ErrorCode.OFFSET_GONE,
              "retention removed the events from " + from + " to " + (to - 1),
              Map.of("min_offset", to)));
      return;
    }
    gapFrom = gapFrom == NONE ? from : gapFrom;
    gapTo = to;
    if (control) {
      delivery.control(ControlText.gap(from, to));
    }
  }

  @Override
  public void caughtUp(long head) {
    if (control && !over) {
      delivery.control(ControlText.caughtUp(head));
    }
  }

  @Override
  public void ended(StreamException reason) {
    end(reason);
  }

  @Override
  public void end(StreamException reason) {
    if (!over) {
      stop();
      delivery.end(reason);
    }
  }

  @Override
  public void stop() {
    over = true;
    if (subscription != null) {
      subscription.cancel();
    }
  }

  @Override
  public void gone() {
    stop();
    loop.detach(this);
    attachment.close();
  }
}
