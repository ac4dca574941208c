package io.thalweg.storage.file.segment;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * The stretches of segments that were looked through last, for all who look for events in them: the
 * members of a group go over the same bytes, each for other partitions. Their memory, some 32 MiB
 * at most, is used again and again. Thread-safe.
 */
final class Stretches {
  private static final int STRETCHES_MAX = 112;

  private final SegmentStore store;

  /** Last used last. */
  private final Deque<Stretch> stretches = new ArrayDeque<>(STRETCHES_MAX);

  Stretches(SegmentStore store) {
    this.store = store;
  }

  /**
   * The stretch that a block lies in, to be given back.
   *
   * @param partitionMask of the partitions that are wanted
   * @return null if few of its blocks are of interest, if it still grows, is too large or damaged,
   *     or if there is no memory for it
   */
  Stretch borrow(Segment segment, SegmentIndex index, int salt, int block, long partitionMask)
      throws IOException {
    int first = block - block % Stretch.BLOCKS;
    int behind = first + Stretch.BLOCKS;
    boolean isShared =
        behind < index.size()
            && index.position(behind) - index.position(first) <= Stretch.BYTES_MAX
            && segment.basePosition() + index.position(behind) <= segment.extent().endPosition()
            && isWorthIt(index, first, behind, partitionMask);
    Stretch stretch = isShared ? take(segment, first, behind) : null;
    if (stretch == null) {
      return null;
    }
    boolean sound = false;
    try {
      sound = stretch.isSound(store, index, salt);
    } finally {
      if (!sound) {
        giveBack(stretch);
      }
    }
    return sound ? stretch : null;
  }

  private static boolean isWorthIt(SegmentIndex index, int from, int to, long partitionMask) {
    int wanted = 0;
    for (int block = from; block < to; block++) {
      wanted += index.mayHold(block, partitionMask) ? 1 : 0;
    }
    return wanted >= Stretch.BLOCKS / 2;
  }

  private synchronized Stretch take(Segment segment, int firstBlock, int endBlock) {
    Stretch found = null;
    for (Iterator<Stretch> newest = stretches.descendingIterator(); newest.hasNext(); ) {
      Stretch stretch = newest.next();
      if (stretch.is(segment, firstBlock)) {
        newest.remove();
        found = stretch;
        break;
      }
    }
    if (found == null) {
      found = unused();
      if (found == null) {
        return null;
      }
      found.become(segment, firstBlock, endBlock);
    }
    stretches.addLast(found);
    found.users++;
    return found;
  }

  private Stretch unused() {
    if (stretches.size() < STRETCHES_MAX) {
      return new Stretch();
    }
    for (Iterator<Stretch> oldest = stretches.iterator(); oldest.hasNext(); ) {
      Stretch stretch = oldest.next();
      if (stretch.users == 0) {
        oldest.remove();
        return stretch;
      }
    }
    return null;
  }

  synchronized void giveBack(Stretch stretch) {
    stretch.users--;
  }
}
