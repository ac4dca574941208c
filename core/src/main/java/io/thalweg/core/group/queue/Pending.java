package io.thalweg.core.group.queue;

/**
 * An event that was looked at and is not settled.
 *
 * @param key the hash of its partition key if the group keeps order, else {@link #NO_KEY}. That two
 *     keys may share a hash costs speed, not order
 * @param deliveries how often it was handed out
 * @param lease by which it was handed out last; 0 if it never was
 * @param at leased: when that ends; waiting: when it may be handed out again. Milliseconds on the
 *     coordinator's clock
 * @param reason doomed: why; else null
 */
record Pending(
    long offset, int key, int deliveries, Condition condition, long lease, long at, String reason) {
  static final int NO_KEY = -1;

  /** What an event is waiting for. */
  enum Condition {
    /** To be handed out. */
    WAITING,
    /** For its worker's word. */
    LEASED,
    /** To become a dead letter. */
    DOOMED
  }

  /** One that was never handed out. */
  static Pending untouched(long offset, int key) {
    return new Pending(offset, key, 0, Condition.WAITING, 0, 0, null);
  }

  Pending handedOut(long byLease, long until) {
    return new Pending(offset, key, deliveries + 1, Condition.LEASED, byLease, until, null);
  }

  Pending extended(long until) {
    return new Pending(offset, key, deliveries, Condition.LEASED, lease, until, null);
  }

  Pending waiting(long readyAt) {
    return new Pending(offset, key, deliveries, Condition.WAITING, lease, readyAt, null);
  }

  /** The last time it was handed out does not count. */
  Pending undelivered() {
    return new Pending(offset, key, deliveries - 1, Condition.WAITING, lease, 0, null);
  }

  Pending doomed(String why) {
    return new Pending(offset, key, deliveries, Condition.DOOMED, lease, 0, why);
  }

  boolean isDoomed() {
    return condition == Condition.DOOMED;
  }

  /** Also when its time is over, as long as nobody else got it. */
  boolean isHeldBy(long byLease) {
    return condition == Condition.LEASED && lease == byLease;
  }

  /** Whether it may be handed out, again if it was before. */
  boolean isReady(long now, int deliveriesMax) {
    return !isDoomed() && at <= now && deliveries < deliveriesMax;
  }

  /** Whether its last worker let the time pass. */
  boolean isSpent(long now, int deliveriesMax) {
    return condition == Condition.LEASED && at <= now && deliveries >= deliveriesMax;
  }
}
