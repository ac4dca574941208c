package io.thalweg.server.push;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets so many readers in and no more. Thread-safe; one object a node. */
public final class Admission {
  private final int readersMax;
  private final AtomicInteger readers = new AtomicInteger();

  public Admission(int readersMax) {
    this.readersMax = readersMax;
  }

  /** Readers that are in now. */
  public int readers() {
    return readers.get();
  }

  /**
   * Lets one in, until {@link #leave}.
   *
   * @throws StreamException {@code OVERLOADED} if there are too many
   */
  void enter() {
    if (readers.incrementAndGet() > readersMax) {
      readers.decrementAndGet();
      throw StreamException.of(
          ErrorCode.OVERLOADED,
          "push.readers_max, " + readersMax + " sockets and SSE clients, are connected",
          Map.of());
    }
  }

  void leave() {
    readers.decrementAndGet();
  }
}
