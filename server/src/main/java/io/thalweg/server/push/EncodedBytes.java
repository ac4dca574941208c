package io.thalweg.server.push;

import io.netty.buffer.ByteBuf;

/**
 * Encoded events in one buffer, shared by those that are sending them. Not thread-safe.
 *
 * <p>Everyone who sends it holds it until the kernel has taken it, so it is known how much memory
 * all of them need together.
 */
final class EncodedBytes {
  private final ByteBuf bytes;
  private final int length;
  private final Memory memory;

  /** Held by the caller once. */
  EncodedBytes(ByteBuf bytes, Memory memory) {
    this.bytes = bytes;
    this.length = bytes.readableBytes();
    this.memory = memory;
    memory.used += length;
  }

  /** What encoded events take on one event loop. Not thread-safe. */
  static final class Memory {
    private final long usedMax;
    private long used;

    Memory(long usedMax) {
      this.usedMax = usedMax;
    }

    /** Bytes that are encoded and not yet taken by every kernel that they go to. */
    long used() {
      return used;
    }

    /** Whether readers must do with less, see {@link PushOptions#unsentTotalMax}. */
    boolean isShort() {
      return used >= usedMax;
    }
  }

  int length() {
    return length;
  }

  /** Holds it once more. */
  EncodedBytes hold() {
    bytes.retain();
    return this;
  }

  /** Lets go of it once. */
  void letGo() {
    if (bytes.release()) {
      memory.used -= length;
    }
  }

  /** The bytes with a reader index of their own; whoever gets it releases it. */
  ByteBuf toWrite() {
    return bytes.retainedDuplicate();
  }

  /** The bytes with a reader index of their own, good for as long as they are held here. */
  ByteBuf toRead() {
    return bytes.duplicate();
  }
}
