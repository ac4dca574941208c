package io.thalweg.core.history;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What the workers of one shared group saw, and what lies in its dead letter stream when all is
 * over. Thread-safe until it is checked.
 */
public final class QueueHistory {
  private final int deliveriesMax;
  private final ToLongFunction<Stored> key;
  private final List<Lease> leases = new ArrayList<>();
  private final List<Word> words = new ArrayList<>();
  private final List<DeadLetter> letters = new ArrayList<>();
  private boolean drained;

  private QueueHistory(int deliveriesMax, ToLongFunction<Stored> key) {
    this.deliveriesMax = deliveriesMax;
    this.key = key;
  }

  /**
   * A group without an order, from the stream's beginning.
   *
   * @param deliveriesMax how often an event is handed out before it is a dead letter
   */
  public static QueueHistory unordered(int deliveriesMax) {
    return new QueueHistory(deliveriesMax, null);
  }

  /**
   * A group that keeps the order of each key.
   *
   * @param key tells an event's key from others
   */
  public static QueueHistory ordered(int deliveriesMax, ToLongFunction<Stored> key) {
    return new QueueHistory(deliveriesMax, key);
  }

  public synchronized void add(Lease lease) {
    leases.add(lease);
  }

  public synchronized void add(Word word) {
    words.add(word);
  }

  /** Each that is there must be told, or its event counts as lost. */
  public synchronized void add(DeadLetter letter) {
    letters.add(letter);
  }

  /** In the end nothing was left: every event must be settled. */
  public synchronized void wasDrained() {
    drained = true;
  }

  int deliveriesMax() {
    return deliveriesMax;
  }

  boolean keepsOrder() {
    return key != null;
  }

  long keyOf(Stored event) {
    return key.applyAsLong(event);
  }

  List<Lease> leases() {
    return leases;
  }

  List<Word> words() {
    return words;
  }

  List<DeadLetter> letters() {
    return letters;
  }

  boolean drained() {
    return drained;
  }
}
