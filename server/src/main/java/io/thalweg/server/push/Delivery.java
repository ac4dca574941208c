package io.thalweg.server.push;

import io.thalweg.core.error.StreamException;

/** The way to one client. Not thread-safe: belongs to the client's event loop. */
interface Delivery {
  /**
   * Sends a block of events.
   *
   * @param firstMember a JSON member more for the first event, or null
   * @return whether another block would be taken now; if not, {@link Reader#roomAgain} says when
   */
  boolean send(EncodedBlock block, byte[] firstMember);

  /** Sends a message beside the events, see {@link ControlText}. */
  void control(String json);

  /** Tells the client that it is over, and why. */
  void end(StreamException reason);
}
