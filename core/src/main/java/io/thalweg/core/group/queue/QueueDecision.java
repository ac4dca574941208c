package io.thalweg.core.group.queue;

import io.thalweg.core.spi.StreamAppend;

/**
 * What a command leads to.
 *
 * @param state the next state; the same object if nothing changes, null if the group is removed
 * @param letters events that must be stored in one atomic write with it, or null
 */
record QueueDecision<R>(QueueState state, StreamAppend letters, R reply) {
  static <R> QueueDecision<R> of(QueueState state, R reply) {
    return new QueueDecision<>(state, null, reply);
  }
}
