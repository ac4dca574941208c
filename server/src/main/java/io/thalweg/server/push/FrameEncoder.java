package io.thalweg.server.push;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.EventCursor;
import io.thalweg.server.json.EventJson;
import io.thalweg.server.json.Scratch;

/** Writes events as WebSocket text frames, see {@link Frames}. Not thread-safe. */
final class FrameEncoder implements EventEncoder {
  private static final byte[] NO_MEMBER = {};

  private final EventJson eventJson = new EventJson();
  private final Scratch scratch;

  FrameEncoder(Scratch scratch) {
    this.scratch = scratch;
  }

  @Override
  public ByteBuf encode(EventBlock block, byte[] firstMember, ByteBufAllocator allocator) {
    byte[] member = firstMember == null ? NO_MEMBER : firstMember;
    int bytesMax =
        block.bytes()
            + block.count() * (EventJson.OVERHEAD_MAX + Frames.HEADER_BYTES_MAX)
            + member.length
            + 1;
    byte[] out = scratch.bytes(bytesMax);
    EventCursor event = block.cursor();
    int to = 0;
    if (member.length > 0 && event.next()) {
      to = put(event, member, out, to);
    }
    while (event.next()) {
      to = Frames.putTextHeader(eventJson.length(event), out, to);
      to = eventJson.write(event, out, to);
    }
    return allocator.directBuffer(to, to).writeBytes(out, 0, to);
  }

  private int put(EventCursor event, byte[] member, byte[] out, int at) {
    int more = member.length + 1;
    int to = Frames.putTextHeader(eventJson.length(event) + more, out, at);
    int end = eventJson.write(event, out, to + more);
    out[to] = '{';
    System.arraycopy(member, 0, out, to + 1, member.length);
    out[to + more] = ',';
    return end;
  }
}
