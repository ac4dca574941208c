package io.thalweg.core.group.queue;

import java.util.Arrays;

/**
 * Events that were read and could be handed out.
 *
 * @param offsets ascending
 * @param keys their keys' hashes, {@link Pending#NO_KEY} where there is none or nobody asks
 * @param minOffset the stream's oldest retained offset: what is pending below is lost
 */
record Candidates(long[] offsets, int[] keys, long minOffset) {
  int count() {
    return offsets.length;
  }

  boolean has(long offset) {
    return Arrays.binarySearch(offsets, offset) >= 0;
  }
}
