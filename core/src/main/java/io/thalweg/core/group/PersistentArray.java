package io.thalweg.core.group;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * An immutable array whose changed copy shares all but one chunk with it, so that a poll that
 * touches three of ten thousand partitions copies little. The copy also tells cheaply where it
 * differs.
 */
final class PersistentArray<T> {
  private static final int CHUNK = 32;
  private static final PersistentArray<?> EMPTY = new PersistentArray<>(new Object[0][], 0);

  private final Object[][] chunks;
  private final int size;

  private PersistentArray(Object[][] chunks, int size) {
    this.chunks = chunks;
    this.size = size;
  }

  @SuppressWarnings("unchecked")
  static <T> PersistentArray<T> empty() {
    return (PersistentArray<T>) EMPTY;
  }

  static <T> PersistentArray<T> of(List<? extends T> items) {
    Object[] flat = items.toArray();
    Object[][] chunks = new Object[(flat.length + CHUNK - 1) / CHUNK][];
    for (int i = 0; i < chunks.length; i++) {
      chunks[i] = Arrays.copyOfRange(flat, i * CHUNK, Math.min(flat.length, (i + 1) * CHUNK));
    }
    return new PersistentArray<>(chunks, flat.length);
  }

  int size() {
    return size;
  }

  @SuppressWarnings("unchecked")
  T get(int index) {
    return (T) chunks[index / CHUNK][index % CHUNK];
  }

  PersistentArray<T> with(int index, T item) {
    Object[] chunk = chunks[index / CHUNK].clone();
    chunk[index % CHUNK] = item;
    Object[][] copy = chunks.clone();
    copy[index / CHUNK] = chunk;
    return new PersistentArray<>(copy, size);
  }

  /** All items, in a list that may be changed. */
  @SuppressWarnings("unchecked")
  List<T> toList() {
    Object[] flat = new Object[size];
    for (int i = 0; i < chunks.length; i++) {
      System.arraycopy(chunks[i], 0, flat, i * CHUNK, chunks[i].length);
    }
    return (List<T>) Arrays.asList(flat);
  }

  /** Calls with each index whose item is not the same object in {@code other}, or not there. */
  void forEachDifference(PersistentArray<T> other, IntConsumer action) {
    for (int c = 0; c < chunks.length; c++) {
      Object[] theirs = c < other.chunks.length ? other.chunks[c] : new Object[0];
      for (int i = 0; chunks[c] != theirs && i < chunks[c].length; i++) {
        if (i >= theirs.length || chunks[c][i] != theirs[i]) {
          action.accept(c * CHUNK + i);
        }
      }
    }
  }
}
