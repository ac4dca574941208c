package io.thalweg.core.record;

/**
 * MurmurHash2, 32 bits, as Kafka's default partitioner uses it (seed 0x9747b28c, sign bit dropped),
 * so that a key lands in the partition that it has there. Austin Appleby's public-domain algorithm.
 */
public final class Murmur2 {
  private static final int SEED = 0x9747b28c;
  private static final int M = 0x5bd1e995;
  private static final int R = 24;

  private Murmur2() {}

  /** The partition of a key: {@code hash % partitions}. */
  public static int partition(long keyHash, int partitions) {
    return (int) (keyHash % partitions);
  }

  /** The hash of a key's UTF-8 bytes, 0 to 2^31-1. */
  public static int hash(byte[] key, int at, int length) {
    int h = SEED ^ length;
    int i = at;
    int wholeEnd = at + (length & ~3);
    for (; i < wholeEnd; i += 4) {
      int k =
          (key[i] & 0xff)
              | (key[i + 1] & 0xff) << 8
              | (key[i + 2] & 0xff) << 16
              | (key[i + 3] & 0xff) << 24;
      k *= M;
      k ^= k >>> R;
      h = h * M ^ k * M;
    }
    int left = length & 3;
    if (left > 0) {
      for (int j = left - 1; j >= 0; j--) {
        h ^= (key[i + j] & 0xff) << (8 * j);
      }
      h *= M;
    }
    h ^= h >>> 13;
    h *= M;
    h ^= h >>> 15;
    return h & 0x7fffffff;
  }
}
