package io.thalweg.storage.file.disk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Little-endian bytes that grow as they are written. Not thread-safe. */
public final class ByteSink {
  private final boolean direct;
  private ByteBuffer buffer;

  private ByteSink(boolean direct, int capacity) {
    this.direct = direct;
    this.buffer = allocate(capacity);
  }

  /** Bytes on the heap. */
  public static ByteSink onHeap(int capacity) {
    return new ByteSink(false, capacity);
  }

  /** Bytes outside the heap, which a channel writes without another copy. */
  public static ByteSink offHeap(int capacity) {
    return new ByteSink(true, capacity);
  }

  public int size() {
    return buffer.position();
  }

  /** Forgets everything, and gives room back that only a rare giant needed. */
  public ByteSink clear(int capacityMax) {
    if (buffer.capacity() > capacityMax) {
      buffer = allocate(capacityMax);
    }
    buffer.clear();
    return this;
  }

  /** Drops what was written behind {@code size}. */
  public void cut(int size) {
    buffer.position(size);
  }

  public ByteSink putInt(int value) {
    room(4).putInt(value);
    return this;
  }

  public ByteSink putLong(long value) {
    room(8).putLong(value);
    return this;
  }

  public ByteSink putBytes(byte[] bytes) {
    return putBytes(bytes, 0, bytes.length);
  }

  public ByteSink putBytes(byte[] bytes, int from, int length) {
    room(length).put(bytes, from, length);
    return this;
  }

  /** A length, then UTF-8. */
  public ByteSink putText(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return putInt(bytes.length).putBytes(bytes);
  }

  public ByteSink putZeros(int count) {
    room(count);
    for (int i = 0; i < count; i++) {
      buffer.put((byte) 0);
    }
    return this;
  }

  /** Overwrites an earlier number. */
  public void setInt(int at, int value) {
    buffer.putInt(at, value);
  }

  /** Overwrites an earlier number. */
  public void setLong(int at, long value) {
    buffer.putLong(at, value);
  }

  /** The bytes from {@code from} on, as a view. */
  public ByteBuffer view(int from) {
    ByteBuffer view = buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    return view.flip().position(from);
  }

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      long needed = (long) buffer.position() + bytes;
      ByteBuffer larger = allocate(Math.toIntExact(Math.max(needed, needed * 3 / 2)));
      buffer.flip();
      buffer = larger.put(buffer);
    }
    return buffer;
  }

  private ByteBuffer allocate(int capacity) {
    ByteBuffer fresh = direct ? ByteBuffer.allocateDirect(capacity) : ByteBuffer.allocate(capacity);
    return fresh.order(ByteOrder.LITTLE_ENDIAN);
  }
}
