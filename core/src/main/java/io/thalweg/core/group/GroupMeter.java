package io.thalweg.core.group;

import io.thalweg.core.bus.LeaseReply;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the coordinator of a node does. Thread-safe. */
public final class GroupMeter {
  private static final Held NOTHING = new Held(0, 0, 0);

  private final LongAdder rebalances = new LongAdder();
  private final LongAdder commitsFenced = new LongAdder();
  private final LongAdder redeliveries = new LongAdder();
  private final LongAdder deadLetters = new LongAdder();
  private volatile Held held = NOTHING;

  /**
   * What a node coordinates now.
   *
   * @param partitioned groups that have members, or were used within the last minute
   * @param shared groups that have work in hand, or were used within the last minute
   * @param members of the partitioned groups; all callers without a name are one
   */
  public record Held(int partitioned, int shared, int members) {}

  void holds(Held now) {
    held = now;
  }

  void holdsNothing() {
    held = NOTHING;
  }

  void rebalanced() {
    rebalances.increment();
  }

  void commitFailed(Throwable failure) {
    if (StreamException.from(failure).code() == ErrorCode.FENCED) {
      commitsFenced.increment();
    }
  }

  void leased(LeaseReply reply) {
    redeliveries.add(reply.deliveries().stream().filter(delivery -> delivery > 1).count());
  }

  void buried(int events) {
    deadLetters.add(events);
  }

  /** What was so a quarter of a second ago at the most. */
  public Held held() {
    return held;
  }

  /** How often a group's generation rose: who holds what changed, or a seek moved the group. */
  public long rebalances() {
    return rebalances.sum();
  }

  /** Commits that were refused because their member had lost the partition. */
  public long commitsFenced() {
    return commitsFenced.sum();
  }

  /** Events of shared groups that were handed out, and had been before. */
  public long redeliveries() {
    return redeliveries.sum();
  }

  /** Events of shared groups that became dead letters. */
  public long deadLetters() {
    return deadLetters.sum();
  }
}
