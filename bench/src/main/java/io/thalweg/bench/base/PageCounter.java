package io.thalweg.bench.base;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Thread-safe. Gives each page of the stored events to one reader of a group, which is all that
 * sharing needs.
 */
final class PageCounter {

  private final Map<String, AtomicInteger> groups = new ConcurrentHashMap<>();

  void start(String group) {
    groups.put(group, new AtomicInteger());
  }

  int next(String group) {
    return groups.computeIfAbsent(group, started -> new AtomicInteger()).getAndIncrement();
  }
}
