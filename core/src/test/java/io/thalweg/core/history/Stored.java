package io.thalweg.core.history;

/** An event as somebody read it: its place, and what tells whose it is. */
public record Stored(long offset, int partition, int producer, long seq, long digest) {
  boolean isSameEvent(Stored other) {
    return producer == other.producer
        && seq == other.seq
        && digest == other.digest
        && partition == other.partition;
  }
}
