package io.thalweg.server.push;

import io.thalweg.core.error.StreamException;

/** A client that is attached. Not thread-safe: belongs to the client's event loop. */
interface PushClient {
  /** The way to the client would take another block. */
  void roomAgain();

  /** Sends the client away. */
  void end(StreamException reason);
}
