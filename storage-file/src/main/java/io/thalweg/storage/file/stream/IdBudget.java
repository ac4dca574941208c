package io.thalweg.storage.file.stream;

/**
 * How many event ids, and batches of producers, all streams together may remember. Owned by the
 * commit thread.
 */
public final class IdBudget {
  private final int max;
  private int used;

  public IdBudget(int max) {
    this.max = max;
  }

  public int max() {
    return max;
  }

  public int left() {
    return max - used;
  }

  void take() {
    used++;
  }

  /** Takes so many, or gives them back if the number is negative. */
  void take(int count) {
    used += count;
  }

  void giveBack(int count) {
    used -= count;
  }
}
