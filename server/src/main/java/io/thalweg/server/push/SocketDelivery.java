package io.thalweg.server.push;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.server.http.HttpErrors;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Events over a WebSocket, one a text frame: the last handler of its channel, in the place of
 * Vert.x' own. Not thread-safe: belongs to the channel's event loop.
 *
 * <p>It writes bytes that are frames already, many at once. Vert.x would keep the request, two
 * connections and their queues for as long as the socket is open, four times what all this needs.
 *
 * <p>Close codes: 1001 the server is closing; 1008 the client sent what it may not; 1009 a message
 * was too large; 1011 an error here; otherwise 4000 and the HTTP status of what is wrong: 4404 the
 * stream or the group was deleted, or the member's session is over, 4409 the stream was deleted and
 * created again, or another process took the member's place, 4410 retention removed what the client
 * was to get.
 */
final class SocketDelivery extends ChannelInboundHandlerAdapter implements Delivery, Pulse.Beating {
  private static final int NORMAL = 1000;
  private static final int GOING_AWAY = 1001;
  private static final int POLICY = 1008;
  private static final int TOO_LARGE = 1009;
  private static final int INTERNAL_ERROR = 1011;
  private static final int HTTP_STATUS = 4000;

  /**
   * Netty's handler that makes frames. What is written starts below it: HTTP's encoder, which
   * stands above, goes no sooner than the kernel has the handshake.
   */
  private static final String FRAME_ENCODER = "wsencoder";

  /** What a client may take to answer a close frame, in milliseconds. */
  private static final long CLOSE_MS = 5_000;

  /** Pings that an idle client may leave without an answer. */
  private static final int SILENT_BEATS_MAX = 2;

  /**
   * The same of a client that was sent events since it was heard last: the pings stand behind
   * these, some megabytes of which the kernel may hold, and a slow client is not a dead one.
   */
  private static final int BUSY_BEATS_MAX = 15;

  /** Pings between two beats that are answered although the client does not read. */
  private static final int PINGS_UNREAD_MAX = 64;

  private final SocketClient reader;
  private final Pulse pings;
  private final boolean patient;
  private final Outbox outbox;
  private ChannelHandlerContext channel;
  private ChannelHandlerContext encoded;
  private boolean heard;
  private boolean sentSinceHeard;
  private boolean closing;
  private byte silentBeats;
  private byte pingsUnread;

  private SocketDelivery(SocketClient reader, PushLoop loop, Pulse pings, boolean patient) {
    this.reader = reader;
    this.pings = pings;
    this.patient = patient;
    this.outbox = loop.outbox(reader);
  }

  /** To a client that may be slow. */
  static SocketDelivery patient(SocketClient client, PushLoop loop) {
    return new SocketDelivery(client, loop, loop.pings(), true);
  }

  /**
   * To a client that keeps others from their work if it is dead, and so is found out sooner: alive
   * is only who was heard.
   */
  static SocketDelivery impatient(SocketClient client, PushLoop loop, Pulse pings) {
    return new SocketDelivery(client, loop, pings, false);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    channel = added;
    encoded = added.pipeline().context(FRAME_ENCODER);
    pings.join(this);
    if (!added.channel().isActive()) {
      closed();
    }
  }

  @Override
  public boolean send(EncodedBlock block, byte[] firstMember) {
    EncodedBytes frames = block.frames(firstMember);
    outbox.writing(frames.length());
    sentSinceHeard = true;
    encoded
        .writeAndFlush(frames.toWrite())
        .addListener(
            written -> {
              frames.letGo();
              outbox.written(frames.length());
              requireWritten(written);
            });
    return outbox.hasRoom();
  }

  /** Whether another block would be taken now; if not, the client is told when. */
  boolean hasRoom() {
    return outbox.hasRoom();
  }

  @Override
  public void control(String json) {
    write(Frames.text(json.getBytes(StandardCharsets.UTF_8)));
  }

  private void write(ByteBuf frame) {
    int bytes = frame.readableBytes();
    outbox.writing(bytes);
    encoded
        .writeAndFlush(frame)
        .addListener(
            written -> {
              outbox.writtenAside(bytes);
              requireWritten(written);
            });
  }

  /** A client that has missed something must not get what comes behind it. */
  private void requireWritten(Future<? super Void> written) {
    if (!written.isSuccess() && channel.channel().isOpen()) {
      cutOff();
    }
  }

  @Override
  public void end(StreamException reason) {
    if (closing) {
      return;
    }
    if (reader.wantsControl()) {
      control(ControlText.end(reason));
    }
    close(code(reason), reason.getMessage());
  }

  private static int code(StreamException reason) {
    if (reason.code() == ErrorCode.CLOSED) {
      return GOING_AWAY;
    }
    int status = HttpErrors.status(reason.code());
    return status < 500 ? HTTP_STATUS + status : INTERNAL_ERROR;
  }

  /** Sends a close frame, after which the client has a while to do its part. */
  private ChannelFuture close(int code, String reason) {
    closing = true;
    reader.stop();
    channel.executor().schedule(() -> channel.close(), CLOSE_MS, TimeUnit.MILLISECONDS);
    return encoded.writeAndFlush(Frames.close(code, reason));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      received(message);
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void received(Object message) {
    heard = true;
    sentSinceHeard = false;
    if (message instanceof CloseWebSocketFrame close) {
      closeReceived(close);
    } else if (message instanceof PingWebSocketFrame ping) {
      pinged(ping.content());
    } else if (message instanceof WebSocketFrame frame
        && !(message instanceof PongWebSocketFrame)
        && !closing) {
      messageReceived(frame);
    }
  }

  private void messageReceived(WebSocketFrame frame) {
    try {
      reader.received(frame);
    } catch (StreamException refused) {
      refuse(refused);
    }
  }

  /** The client sent what it may not. */
  private void refuse(StreamException reason) {
    if (reader.wantsControl()) {
      control(ControlText.end(reason));
    }
    close(reason.code() == ErrorCode.TOO_LARGE ? TOO_LARGE : POLICY, reason.getMessage());
  }

  private void closeReceived(CloseWebSocketFrame close) {
    if (closing) {
      channel.close();
    } else {
      int code = close.statusCode();
      close(code < 0 ? NORMAL : code, "").addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void pinged(ByteBuf payload) {
    if (channel.channel().isWritable()) {
      encoded.writeAndFlush(Frames.pong(payload));
    } else if (++pingsUnread > PINGS_UNREAD_MAX) {
      cutOff();
    } else {
      encoded.write(Frames.pong(payload));
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
    if (failure instanceof CorruptedWebSocketFrameException corrupt && !closing) {
      close(corrupt.closeStatus().code(), corrupt.getMessage())
          .addListener(written -> shutdownOutput());
    } else if (!closing) {
      cutOff();
    }
  }

  // Closing with input unread would reset the connection, and the close frame might be lost with
  // it. The decoder throws away whatever else comes.
  private void shutdownOutput() {
    if (channel.channel() instanceof DuplexChannel duplex) {
      duplex.shutdownOutput();
    } else {
      channel.close();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    // Vert.x announces here that the server closes; the gateway has told us already.
    ReferenceCountUtil.release(event);
  }

  @Override
  public void beat() {
    boolean alive = heard | (patient && outbox.takeMoved());
    heard = false;
    pingsUnread = 0;
    silentBeats = (byte) (alive ? 0 : silentBeats + 1);
    if (silentBeats > (patient && sentSinceHeard ? BUSY_BEATS_MAX : SILENT_BEATS_MAX)) {
      cutOff();
    } else if (!closing) {
      if (reader.wantsControl()) {
        control(reader.heartbeat());
      }
      encoded.writeAndFlush(Frames.ping());
    }
  }

  /** Closes the connection without a word to a client that does not listen. */
  private void cutOff() {
    closing = true;
    reader.stop();
    channel.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    closed();
  }

  private void closed() {
    closing = true;
    pings.leave(this);
    reader.gone();
  }
}
