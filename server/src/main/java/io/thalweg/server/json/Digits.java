package io.thalweg.server.json;

/** Numbers that are not negative, in decimal digits. */
public final class Digits {
  /** The digits that a long can have. */
  public static final int LONG_MAX = 19;

  private static final byte[] TENS = new byte[100];
  private static final byte[] ONES = new byte[100];

  static {
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
    int count = 1;
    for (long bound = 10; number >= bound && count < LONG_MAX; bound *= 10) {
      count++;
    }
    return count;
  }

  /**
   * Adds one to the number whose digits are {@code bytes[from .. to)}.
   *
   * @return false if it would need one digit more; its digits are then spoilt
   */
  static boolean increment(byte[] bytes, int from, int to) {
    int at = to - 1;
    while (at >= from && bytes[at] == '9') {
      bytes[at--] = '0';
    }
    if (at < from) {
      return false;
    }
    bytes[at]++;
    return true;
  }
}
