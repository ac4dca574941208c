package io.thalweg.core.group;

import java.util.Arrays;

/**
 * A set of fingerprints of 64 bits: 8 bytes a state at half load. Not thread-safe.
 *
 * <p>Two of ten million states have the same fingerprint once in 370,000 runs; one of them would
 * not be looked at then.
 */
final class StateSet {
  private long[] slots = new long[1 << 16];
  private int size;

  /** Whether it was not there. */
  boolean add(long fingerprint) {
    if (size * 10L > slots.length * 7L) {
      grow();
    }
    boolean added = put(fingerprint == 0 ? 1 : fingerprint);
    size += added ? 1 : 0;
    return added;
  }

  int size() {
    return size;
  }

  private boolean put(long fingerprint) {
    int mask = slots.length - 1;
    int at = (int) fingerprint & mask;
    while (slots[at] != 0) {
      if (slots[at] == fingerprint) {
        return false;
      }
      at = at + 1 & mask;
    }
    slots[at] = fingerprint;
    return true;
  }

  private void grow() {
    long[] old = slots;
    slots = new long[2 * old.length];
    Arrays.stream(old).filter(fingerprint -> fingerprint != 0).forEach(this::put);
  }
}
