package io.thalweg.server.push;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.EventCursor;
import io.thalweg.server.json.Digits;
import io.thalweg.server.json.EventJson;
import io.thalweg.server.json.Scratch;
import java.nio.charset.StandardCharsets;

/**
 * Writes events as Server-Sent Events: {@code id:} is the offset, {@code data:} the event's JSON.
 * Published data may have line breaks between its tokens; each line gets a {@code data:} of its
 * own, so that nothing in an event can pass for a field. Not thread-safe.
 */
final class SseEncoder implements EventEncoder {
  private static final byte[] BEFORE_ID = ascii("id: ");
  private static final byte[] BEFORE_DATA = ascii("\ndata: ");
  private static final byte[] END = ascii("\n\n");
  private static final int OVERHEAD_MAX =
      BEFORE_ID.length + Digits.LONG_MAX + BEFORE_DATA.length + END.length + EventJson.OVERHEAD_MAX;

  private final EventJson eventJson = new EventJson();
  private final Scratch scratch;

  SseEncoder(Scratch scratch) {
    this.scratch = scratch;
  }

  @Override
  public ByteBuf encode(EventBlock block, byte[] firstMember, ByteBufAllocator allocator) {
    ByteBuf out = allocator.directBuffer(block.bytes() + block.count() * OVERHEAD_MAX);
    EventCursor event = block.cursor();
    byte[] member = firstMember;
    while (event.next()) {
      put(event, member, out);
      member = null;
    }
    return out;
  }

  private void put(EventCursor event, byte[] member, ByteBuf out) {
    byte[] json = scratch.bytes(event.length() + OVERHEAD_MAX);
    out.writeBytes(BEFORE_ID);
    out.writeBytes(json, 0, Digits.put(event.offset(), json, 0));
    out.writeBytes(BEFORE_DATA);
    int end = eventJson.write(event, json, 0);
    int from = 0;
    if (member != null) {
      out.writeByte('{').writeBytes(member).writeByte(',');
      from = 1;
    }
    putLines(json, from, end, out);
    out.writeBytes(END);
  }

  private static void putLines(byte[] json, int from, int end, ByteBuf out) {
    int lineAt = from;
    for (int i = from; i < end; i++) {
      if (json[i] == '\n' || json[i] == '\r') {
        out.writeBytes(json, lineAt, i - lineAt).writeBytes(BEFORE_DATA);
        lineAt = i + 1;
      }
    }
    out.writeBytes(json, lineAt, end - lineAt);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
