package io.thalweg.bench.load;

import io.thalweg.bench.target.BenchFailure;

/**
 * Not thread-safe. Holds a reader to the promise that offsets come in order, without holes and
 * without repeats.
 */
final class OffsetSequence {

  private long next;

  OffsetSequence(long first) {
    next = first;
  }

  void accept(long offset) {
    if (offset != next) {
      throw new BenchFailure("expected the event at offset " + next + ", got the one at " + offset);
    }
    next++;
  }

  long next() {
    return next;
  }
}
