package io.thalweg.server.json;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/** The one place where our arrays become buffers without being copied. */
public final class Buffers {
  private Buffers() {}

  /** {@code bytes[0 .. length)} as a buffer; the array is not to be written to any more. */
  public static Buffer wrap(byte[] bytes, int length) {
    return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes, 0, length));
  }
}
