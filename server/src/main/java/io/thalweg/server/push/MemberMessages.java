package io.thalweg.server.push;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.thalweg.core.error.StreamException;
import io.thalweg.server.json.JsonFields;

/**
 * What a member says over its WebSocket: {@code {"ack":57}} or {@code {"nack":57}}, the offset of
 * an event that it was sent. Not thread-safe.
 */
final class MemberMessages {
  private static final int BYTES_MAX = 1_024;
  private static final long ABSENT = -1;

  private final byte[] bytes = new byte[BYTES_MAX];
  private int length;

  /**
   * A message.
   *
   * @param ack whether the event, and what came before it in its partition, was processed;
   *     otherwise it is to be delivered again
   */
  record Message(boolean ack, long offset) {}

  /**
   * Takes a frame in.
   *
   * @return the message that it ends, or null
   * @throws StreamException {@code INVALID_REQUEST} if it is none, {@code TOO_LARGE}
   */
  Message take(WebSocketFrame frame) {
    if (frame instanceof BinaryWebSocketFrame) {
      throw StreamException.invalid("message", "must be a text");
    }
    ByteBuf content = frame.content();
    int more = content.readableBytes();
    if (length + more > BYTES_MAX) {
      throw StreamException.tooLarge("message", "must be at most " + BYTES_MAX + " bytes");
    }
    content.getBytes(content.readerIndex(), bytes, length, more);
    length += more;
    if (!frame.isFinalFragment()) {
      return null;
    }
    int whole = length;
    length = 0;
    return message(whole);
  }

  private Message message(int whole) {
    if (whole == 0) {
      throw StreamException.invalid("message", "must not be empty");
    }
    JsonFields fields = JsonFields.parse(bytes, whole);
    long ack = fields.number("ack", 0, Long.MAX_VALUE, ABSENT);
    long nack = fields.number("nack", 0, Long.MAX_VALUE, ABSENT);
    fields.refuseOthers();
    if ((ack == ABSENT) == (nack == ABSENT)) {
      throw StreamException.invalid("message", "must be {\"ack\":offset} or {\"nack\":offset}");
    }
    return new Message(ack != ABSENT, ack != ABSENT ? ack : nack);
  }
}
