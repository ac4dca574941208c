package io.thalweg.server.json;

/**
 * Large arrays that are used again and again: a body's, and those of the batches that are made of
 * bodies. A fresh one of such a size costs its zeroing, and a young collection the sooner. Not
 * thread-safe: belongs to an event loop.
 */
public final class SpareArrays {
  private static final int BYTES_MIN = 16 << 10;
  private static final int BYTES_MAX = 1 << 20;
  private static final int KEPT_MAX = 16;
  private static final int SIZES =
      Integer.numberOfTrailingZeros(BYTES_MAX) - Integer.numberOfTrailingZeros(BYTES_MIN) + 1;

  /** By size, each twice the one before; what is kept of a size lies at the front. */
  private final byte[][][] kept = new byte[SIZES][KEPT_MAX][];

  private final int[] counts = new int[SIZES];
  private long keptBytes;
  private final long keptBytesMax;

  /**
   * Keeps nothing at first.
   *
   * @param keptBytesMax how many bytes may lie here unused
   */
  public SpareArrays(long keptBytesMax) {
    this.keptBytesMax = keptBytesMax;
  }

  /** An array of at least so many bytes, with anything in it. */
  public byte[] take(int bytesMin) {
    if (bytesMin < BYTES_MIN || bytesMin > BYTES_MAX) {
      return new byte[bytesMin];
    }
    int size = sizeThatHolds(bytesMin);
    if (counts[size] == 0) {
      return new byte[BYTES_MIN << size];
    }
    byte[] spare = kept[size][--counts[size]];
    kept[size][counts[size]] = null;
    keptBytes -= spare.length;
    return spare;
  }

  /** Nobody uses the array any longer. One that is not worth keeping is left to the collector. */
  public void giveBack(byte[] array) {
    int length = array.length;
    if (length < BYTES_MIN || length > BYTES_MAX || Integer.bitCount(length) != 1) {
      return;
    }
    int size = sizeThatHolds(length);
    if (counts[size] < KEPT_MAX && keptBytes + length <= keptBytesMax) {
      kept[size][counts[size]++] = array;
      keptBytes += length;
    }
  }

  private static int sizeThatHolds(int bytes) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(bytes - 1);
    return Math.max(0, bits - Integer.numberOfTrailingZeros(BYTES_MIN));
  }
}
