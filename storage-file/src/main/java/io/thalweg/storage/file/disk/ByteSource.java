package io.thalweg.storage.file.disk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads what a {@link ByteSink} wrote. Not thread-safe. */
public final class ByteSource {
  private final ByteBuffer buffer;

  public ByteSource(ByteBuffer buffer) {
    this.buffer = buffer.order(ByteOrder.LITTLE_ENDIAN);
  }

  public boolean hasMore() {
    return buffer.hasRemaining();
  }

  public int readInt() {
    return buffer.getInt();
  }

  public long readLong() {
    return buffer.getLong();
  }

  public byte[] readBytes(int length) {
    if (length < 0 || length > buffer.remaining()) {
      throw new java.nio.BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return bytes;
  }

  public String readText() {
    return new String(readBytes(readInt()), StandardCharsets.UTF_8);
  }

  /** A part of the bytes, to be read on its own; this source goes on behind it. */
  public ByteSource part(int length) {
    ByteBuffer part = buffer.slice(buffer.position(), length);
    buffer.position(buffer.position() + length);
    return new ByteSource(part);
  }
}
