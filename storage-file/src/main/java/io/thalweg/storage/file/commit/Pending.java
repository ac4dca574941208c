package io.thalweg.storage.file.commit;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * What a commit changes, seen on top of what the commits before it change that are under way, too.
 * Owned by the commit thread.
 */
final class Pending<K, V> {
  private final Map<K, V> changes = new LinkedHashMap<>();

  /** The newest of what is not published, of all commits under way. */
  private final Map<K, V> newest;

  private Pending(Map<K, V> newest) {
    this.newest = newest;
  }

  static <K, V> Pending<K, V> first() {
    return new Pending<>(new HashMap<>());
  }

  /** Changes of another commit that may be under way at the same time. */
  Pending<K, V> another() {
    return new Pending<>(newest);
  }

  /** Whether no commit under way changes anything. */
  boolean isNothing() {
    return newest.isEmpty();
  }

  /** The newest change, or null if the key is not changed. */
  V get(K key) {
    return newest.get(key);
  }

  void put(K key, V value) {
    changes.put(key, value);
    newest.put(key, value);
  }

  /** The commit is durable: hands its changes to whoever shows them. */
  void publish(BiConsumer<K, V> shown) {
    changes.forEach(
        (key, value) -> {
          shown.accept(key, value);
          newest.remove(key, value);
        });
    changes.clear();
  }

  /** The commit did not happen, nor did any that came later. */
  void abandon() {
    newest.keySet().removeAll(changes.keySet());
    changes.clear();
  }
}
