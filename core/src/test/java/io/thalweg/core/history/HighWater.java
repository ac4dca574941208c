package io.thalweg.core.history;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Answers how high a value had been seen for certain before a moment. Values are added in any
 * order; the first question sorts them. Not thread-safe.
 */
final class HighWater {
  static final long NOTHING = Long.MIN_VALUE;

  private long[] times = new long[16];
  private long[] values = new long[16];
  private int size;
  private boolean sorted = true;

  /** Whether each value is the highest up to its time. */
  private boolean highest = true;

  void add(long time, long value) {
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
    }
    sorted &= size == 0 || times[size - 1] <= time;
    times[size] = time;
    values[size++] = value;
    highest = false;
  }

  /** The highest value of those whose time is before this one, or {@link #NOTHING}. */
  long before(long time) {
    prepare();
    int at = Arrays.binarySearch(times, 0, size, time);
    int below = at < 0 ? -at - 1 : firstOf(at);
    return below == 0 ? NOTHING : values[below - 1];
  }

  private int firstOf(int at) {
    int first = at;
    while (first > 0 && times[first - 1] == times[at]) {
      first--;
    }
    return first;
  }

  private void prepare() {
    if (highest) {
      return;
    }
    if (!sorted) {
      sort();
    }
    for (int i = 1; i < size; i++) {
      values[i] = Math.max(values[i], values[i - 1]);
    }
    highest = true;
  }

  private void sort() {
    long[] oldTimes = times;
    long[] oldValues = values;
    int[] order =
        IntStream.range(0, size)
            .boxed()
            .sorted(Comparator.comparingLong(i -> oldTimes[i]))
            .mapToInt(i -> i)
            .toArray();
    times = Arrays.stream(order).mapToLong(i -> oldTimes[i]).toArray();
    values = Arrays.stream(order).mapToLong(i -> oldValues[i]).toArray();
    sorted = true;
  }
}
