package io.thalweg.server.push;

import io.netty.buffer.ByteBufAllocator;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.core.tail.BlockForm;
import io.thalweg.server.json.Scratch;

/**
 * Events that were read once, in the forms that their readers ask for: each is made when the first
 * asks for it, and shared. Not thread-safe.
 */
final class EncodedBlock {
  private final EventBlock events;
  private final Encoders encoders;
  private EncodedBytes frames;
  private EncodedBytes sse;

  private EncodedBlock(EventBlock events, Encoders encoders) {
    this.events = events;
    this.encoders = encoders;
  }

  /** What encodes on one event loop. Not thread-safe. */
  static final class Encoders implements BlockForm<EncodedBlock> {
    private final ByteBufAllocator allocator;
    private final EncodedBytes.Memory memory;
    private final EventEncoder frames;
    private final EventEncoder sse;

    Encoders(ByteBufAllocator allocator, EncodedBytes.Memory memory) {
      Scratch scratch = new Scratch();
      this.allocator = allocator;
      this.memory = memory;
      this.frames = new FrameEncoder(scratch);
      this.sse = new SseEncoder(scratch);
    }

    @Override
    public EncodedBlock encode(ReadResult result) {
      return block(result.events());
    }

    /** To be released. */
    EncodedBlock block(EventBlock events) {
      return new EncodedBlock(events, this);
    }

    @Override
    public void release(EncodedBlock block) {
      block.release();
    }

    private EncodedBytes encode(EventEncoder encoder, EventBlock events, byte[] firstMember) {
      return new EncodedBytes(encoder.encode(events, firstMember, allocator), memory);
    }
  }

  /**
   * The events as WebSocket frames, held for the caller; shared, unless a JSON member is given that
   * the first event's object shall start with.
   */
  EncodedBytes frames(byte[] firstMember) {
    if (firstMember != null) {
      return encoders.encode(encoders.frames, events, firstMember);
    }
    if (frames == null) {
      frames = encoders.encode(encoders.frames, events, null);
    }
    return frames.hold();
  }

  /** The same as Server-Sent Events. */
  EncodedBytes sse(byte[] firstMember) {
    if (firstMember != null) {
      return encoders.encode(encoders.sse, events, firstMember);
    }
    if (sse == null) {
      sse = encoders.encode(encoders.sse, events, null);
    }
    return sse.hold();
  }

  /** What both forms were made of. */
  EventBlock events() {
    return events;
  }

  private void release() {
    if (frames != null) {
      frames.letGo();
    }
    if (sse != null) {
      sse.letGo();
    }
  }
}
