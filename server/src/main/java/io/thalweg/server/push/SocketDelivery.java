package io.thalweg.server.push;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.server.http.HttpErrors;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.nio.charset.StandardCharsets;

/**
 * Events over a WebSocket, one a text frame. Not thread-safe.
 *
 * <p>Frames are written to the channel as bytes, many at once: neither Vert.x nor the codec sees
 * them one by one. Only the close frame goes through Vert.x, which must know that it is closing.
 *
 * <p>Close codes: 1001 the server is closing; 1008 the client sent what it may not; 1009 a frame
 * was too large; 1011 an error here; otherwise 4000 and the HTTP status of what is wrong: 4404 the
 * stream was deleted, 4409 it was deleted and created again, 4410 retention removed what the client
 * was to get.
 */
final class SocketDelivery implements Delivery, Heartbeats.Beating {
  private static final int GOING_AWAY = 1001;
  private static final int POLICY = 1008;
  private static final int INTERNAL_ERROR = 1011;
  private static final int HTTP_STATUS = 4000;

  /** Beats that a socket may be silent and take nothing before it is cut off. */
  private static final int SILENT_BEATS_MAX = 2;

  /** Pings between two beats that are answered although the client does not read. */
  private static final int PINGS_UNREAD_MAX = 64;

  private final ServerWebSocket socket;
  private final ChannelHandlerContext channel;
  private final Reader reader;
  private final PushLoop loop;
  private final Outbox outbox;
  private boolean heard;
  private boolean closing;
  private int silentBeats;
  private int pingsUnread;

  private SocketDelivery(
      ServerWebSocket socket, ChannelHandlerContext channel, Reader reader, PushLoop loop) {
    this.socket = socket;
    this.channel = channel;
    this.reader = reader;
    this.loop = loop;
    this.outbox = new Outbox(loop.options().sendBufferBytes(), loop.memory(), reader::roomAgain);
  }

  /**
   * The way to a socket that has just been opened.
   *
   * @param channel where Vert.x itself writes the socket's frames
   */
  static SocketDelivery over(
      ServerWebSocket socket, ChannelHandlerContext channel, Reader reader, PushLoop loop) {
    SocketDelivery delivery = new SocketDelivery(socket, channel, reader, loop);
    socket.frameHandler(delivery::received);
    socket.exceptionHandler(delivery::failed);
    socket.closeHandler(closed -> delivery.closed());
    loop.pings().join(delivery);
    return delivery;
  }

  @Override
  public boolean send(EncodedBlock block, byte[] firstMember) {
    EncodedBytes frames = block.frames(firstMember);
    outbox.writing(frames.length());
    channel
        .writeAndFlush(frames.toWrite())
        .addListener(
            written -> {
              frames.letGo();
              outbox.written(frames.length());
            });
    return outbox.hasRoom();
  }

  @Override
  public void control(String json) {
    write(Frames.text(json.getBytes(StandardCharsets.UTF_8)));
  }

  private void write(ByteBuf frame) {
    int bytes = frame.readableBytes();
    outbox.writing(bytes);
    channel.writeAndFlush(frame).addListener(written -> outbox.written(bytes));
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

  private void close(int code, String reason) {
    closing = true;
    silentBeats = 0;
    socket.close((short) code, Frames.cut(reason, Frames.CONTROL_BYTES_MAX - Short.BYTES));
  }

  private void received(WebSocketFrame frame) {
    heard = true;
    if (frame.isPing()) {
      pinged();
    } else if (!closing && (frame.isText() || frame.isBinary() || frame.isContinuation())) {
      reader.stop();
      close(POLICY, "no messages from clients are defined on this path");
    }
  }

  // Vert.x answers each ping, and queues the answers of a client that does not read them.
  private void pinged() {
    if (!channel.channel().isWritable() && ++pingsUnread > PINGS_UNREAD_MAX) {
      cutOff();
    }
  }

  // Vert.x closes the connection after this, and says nothing to the client.
  private void failed(Throwable failure) {
    if (failure instanceof CorruptedWebSocketFrameException corrupt && !closing) {
      closing = true;
      channel.writeAndFlush(Frames.close(corrupt.closeStatus().code(), corrupt.getMessage()));
    }
  }

  @Override
  public void beat() {
    boolean alive = outbox.takeMoved() | heard;
    heard = false;
    pingsUnread = 0;
    silentBeats = alive && !closing ? 0 : silentBeats + 1;
    if (silentBeats > SILENT_BEATS_MAX) {
      cutOff();
    } else if (!closing) {
      if (reader.wantsControl()) {
        control(ControlText.heartbeat(reader.position()));
      }
      channel.writeAndFlush(Frames.ping());
    }
  }

  /** Closes the connection without waiting for a client that does not answer. */
  private void cutOff() {
    closing = true;
    reader.stop();
    channel.close();
  }

  private void closed() {
    closing = true;
    loop.pings().leave(this);
    reader.gone();
  }
}
