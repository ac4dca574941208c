package io.thalweg.storage.file.stream;

/** How many event ids all streams together may remember. Owned by the commit thread. */
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

  void giveBack(int count) {
    used -= count;
  }
}
