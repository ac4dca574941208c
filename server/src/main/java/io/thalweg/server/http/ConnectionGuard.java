package io.thalweg.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.thalweg.core.bus.StreamLog;

/**
 * The first handler of a connection: keeps the time and the pace of what arrives, so that slow
 * clients cannot hold connections for nothing. Not thread-safe: belongs to its channel's event
 * loop.
 */
final class ConnectionGuard extends ChannelDuplexHandler {
  private static final long LINGER_MS = 2_000;

  private enum Phase {
    /** Nothing of a first request has come. */
    SILENT,
    /** A request's line and headers are coming. */
    HEAD,
    /** A request's body is coming. */
    BODY,
    /** A whole request has been read: it is being answered, or was. */
    ANSWER,
    /** No longer HTTP. */
    UPGRADED,
    /** Answered for the last time; whatever comes is thrown away until the client closes. */
    LINGER
  }

  private final ConnectionWatch watch;
  private final ConnectionLimits limits;
  private ChannelHandlerContext context;
  private Phase phase = Phase.SILENT;
  private long phaseSince;
  private long lastIo;
  private long bodyBytes;
  private boolean answered;

  /** What comes is a request, and the one before it was not answered yet. */
  private boolean behindAnother;

  ConnectionGuard(ConnectionWatch watch, ConnectionLimits limits) {
    this.watch = watch;
    this.limits = limits;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
    enter(Phase.SILENT);
  }

  private void enter(Phase next) {
    if (phase == Phase.ANSWER) {
      behindAnother = !answered;
    }
    phase = next;
    phaseSince = watch.nowMs();
    lastIo = phaseSince;
    bodyBytes = 0;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (phase == Phase.LINGER) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (phase == Phase.BODY) {
      bodyBytes += ((ByteBuf) message).readableBytes();
    }
    ctx.fireChannelRead(message);
  }

  /** Something of a request has come, but not all of its headers. */
  void headBegun() {
    if (phase != Phase.HEAD) {
      enter(Phase.HEAD);
    }
  }

  /** A request's headers are complete. */
  void headRead() {
    enter(Phase.BODY);
    answered = false;
  }

  /** A request is complete. */
  void requestRead() {
    enter(Phase.ANSWER);
  }

  /** The connection speaks something else than HTTP from now on. */
  void upgraded() {
    enter(Phase.UPGRADED);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (behindAnother) {
      behindAnother = false;
    } else {
      answered = true;
    }
    lastIo = watch.nowMs();
    ctx.write(message, promise);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    watch.left(this);
    ctx.fireChannelInactive();
  }

  /** Closes the connection if its time is over. */
  void check(long now) {
    switch (phase) {
      case SILENT, HEAD -> {
        if (now - phaseSince > limits.headerMs()) {
          tooSlow();
        }
      }
      case BODY -> checkBody(now);
      case ANSWER -> {
        // Until the first byte of an answer its request may be one that waits for events.
        long silenceMax = limits.idleMs() + (answered ? 0 : StreamLog.WAIT_MAX_MS);
        if (now - lastIo > silenceMax) {
          context.close();
        }
      }
      case LINGER -> {
        if (now - phaseSince > LINGER_MS) {
          context.close();
        }
      }
      case UPGRADED -> {}
    }
  }

  private void checkBody(long now) {
    boolean heldUpByUs = !context.channel().config().isAutoRead();
    if (heldUpByUs) {
      enter(Phase.BODY);
      return;
    }
    long elapsedMs = now - phaseSince;
    if (elapsedMs > limits.headerMs()
        && bodyBytes * 1000 / elapsedMs < limits.bodyBytesPerSecondMin()) {
      tooSlow();
    }
  }

  private void tooSlow() {
    if (phase == Phase.SILENT) {
      context.close();
    } else {
      refuse(Refusal.tooSlow());
    }
  }

  /**
   * Answers a request that will never be whole, and nothing after it. Only closes the connection if
   * the answer would be taken for another one's.
   */
  void refuse(Refusal refusal) {
    boolean answering = phase != Phase.HEAD && answered;
    if (answering || behindAnother) {
      context.close();
    } else {
      enter(Phase.LINGER);
      context.writeAndFlush(HttpErrors.message(refusal)).addListener(written -> shutdownOutput());
    }
  }

  /**
   * Closes after the last answer has been flushed, but lets the client read it first: a socket that
   * is closed with unread input is reset, and the answer with it.
   */
  void closeGently() {
    if (phase != Phase.LINGER) {
      enter(Phase.LINGER);
      shutdownOutput();
    }
  }

  private void shutdownOutput() {
    if (context.channel() instanceof DuplexChannel channel) {
      channel.shutdownOutput();
    } else {
      context.close();
    }
  }
}
