package io.thalweg.storage.redis;

import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Commands and replies in the words of the protocol, RESP2. */
final class RespText {
  private static final byte[] END = {'\r', '\n'};

  private RespText() {}

  /** Commands for the client library. */
  static List<Request> requests(RespCommands commands) {
    RespCursor text = new RespCursor(commands.bytes().getBytes(), 0);
    List<Request> requests = new ArrayList<>(commands.count());
    for (int i = 0; i < commands.count(); i++) {
      int words = text.array();
      Request request = Request.cmd(Command.create(text.text()));
      for (int word = 1; word < words; word++) {
        int length = text.bulk();
        request.arg(Arrays.copyOfRange(text.bytes(), text.at(), text.at() + length));
        text.leave(length);
      }
      requests.add(request);
    }
    return requests;
  }

  /** A reply that the client library has taken apart, as it was. */
  private static void append(Buffer to, Response reply) {
    if (reply == null) {
      head(to, '$', -1);
      return;
    }
    switch (reply.type()) {
      case NUMBER -> head(to, ':', reply.toLong());
      case MULTI -> {
        head(to, '*', reply.size());
        for (Response each : reply) {
          append(to, each);
        }
      }
      default -> append(to, reply.toBytes());
    }
  }

  /** Replies that the client library has taken apart, as they were. */
  static RespFrame frame(List<Response> replies) {
    Buffer text = Buffer.buffer();
    replies.forEach(reply -> append(text, reply));
    RespFrame frame = new RespFrame(replies.size(), text.length());
    frame.add(text, 0);
    return frame;
  }

  private static void append(Buffer to, byte[] bulk) {
    head(to, '$', bulk.length);
    to.appendBytes(bulk).appendBytes(END);
  }

  private static void head(Buffer to, char type, long number) {
    to.appendByte((byte) type).appendString(Long.toString(number)).appendBytes(END);
  }
}
