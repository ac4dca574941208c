package io.thalweg.server.json;

/** Numbers that are not negative, in decimal digits. */
public final class Digits {
  /** The digits that a long can have. */
  public static final int LONG_MAX = 19;

  private static final byte[] TENS = new byte[100];
  private static final byte[] ONES = new byte[100];

  /** The powers of ten that a long can have. */
  private static final long[] POWERS = new long[LONG_MAX];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = 10 * POWERS[i - 1];
    }
    for (int i = 0; i < 100; i++) {
      TENS[i] = (byte) ('0' + i / 10);
      ONES[i] = (byte) ('0' + i % 10);
    }
  }

  private Digits() {}

  /**
   * Writes a number.
   *
   * @return where the next byte goes
   */
  public static int put(long number, byte[] out, int at) {
    if (number < 10) {
      out[at] = (byte) ('0' + number);
      return at + 1;
    }
    int end = at + count(number);
    int to = end;
    long rest = number;
    while (rest >= 100) {
      int pair = (int) (rest % 100);
      rest /= 100;
      out[--to] = ONES[pair];
      out[--to] = TENS[pair];
    }
    out[--to] = ONES[(int) rest];
    if (rest >= 10) {
      out[--to] = TENS[(int) rest];
    }
    return end;
  }

  /** How many digits a number has. */
  public static int count(long number) {
    // 1233 / 4096 is the logarithm of 2 to the base 10: at most one too small for so few bits.
    int atLeast = (Long.SIZE - Long.numberOfLeadingZeros(number)) * 1233 >>> 12;
    return number >= POWERS[atLeast] ? atLeast + 1 : Math.max(1, atLeast);
  }

  /**
   * Adds to the number whose digits are {@code bytes[from .. to)}.
   *
   * @param addend not negative
   * @return false if it would need one digit more; its digits are then spoilt
   */
  static boolean add(int addend, byte[] bytes, int from, int to) {
    int carry = addend;
    for (int at = to - 1; carry > 0 && at >= from; at--) {
      int sum = bytes[at] - '0' + carry;
      carry = sum / 10;
      bytes[at] = (byte) ('0' + sum - 10 * carry);
    }
    return carry == 0;
  }
}
