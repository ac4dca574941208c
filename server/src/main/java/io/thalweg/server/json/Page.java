package io.thalweg.server.json;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/**
 * An encoded page in pooled memory, until it was sent. Not thread-safe: belongs to the event loop
 * of its {@link PageJson}.
 */
public final class Page {
  private final ByteBuf bytes;
  private final PageJson pages;

  Page(ByteBuf bytes, PageJson pages) {
    this.bytes = bytes;
    this.pages = pages;
  }

  /** What is to be sent. Valid until {@link #sent}; writing it does not release it. */
  public Buffer buffer() {
    return BufferInternal.buffer(bytes);
  }

  /** It was sent, or never will be; to be called once. */
  public void sent() {
    pages.sent(bytes.readableBytes());
    bytes.release();
  }
}
