package io.thalweg.server.push;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.thalweg.core.record.EventBlock;

/** Writes a block's events, as clients of one kind want them, into one buffer. Not thread-safe. */
interface EventEncoder {
  /**
   * Encodes all events of the block.
   *
   * @param firstMember a JSON member to stand first in the first event's object, or null
   * @return a direct buffer that the caller owns
   */
  ByteBuf encode(EventBlock block, byte[] firstMember, ByteBufAllocator allocator);
}
