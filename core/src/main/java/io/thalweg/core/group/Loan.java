package io.thalweg.core.group;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.spi.GroupWrite;

/**
 * One group's share of a transaction: a command that was decided and is stored by somebody else,
 * who has to say how that went. Until then the group decides nothing. Not thread-safe: belongs to
 * the group's context.
 */
final class Loan<R> {
  private final GroupState before;
  private final GroupState after;
  private final R reply;
  private Settling settling;

  /** How a loan may end. */
  interface Settling {
    /** What was lent is durable. */
    void stored(GroupState after);

    /** Nothing was stored, and for a reason that is not this group's. */
    void refused();

    /** What is stored is not known, or not what this coordinator thought. */
    void lost(StreamException reason);
  }

  Loan(GroupState before, GroupDecision<R> decision, Settling settling) {
    this.before = before;
    this.after = decision.state();
    this.reply = decision.reply();
    this.settling = settling;
  }

  /** The group as it is stored. */
  GroupState before() {
    return before;
  }

  R reply() {
    return reply;
  }

  /** What is to be stored; null if the command changes nothing durable. */
  GroupWrite write() {
    return GroupWrites.differ(before, after) ? GroupWrites.between(before, after) : null;
  }

  void stored() {
    end().stored(after);
  }

  void refused() {
    end().refused();
  }

  void lost(StreamException reason) {
    end().lost(reason);
  }

  private Settling end() {
    if (settling == null) {
      throw new IllegalStateException("a loan ends once");
    }
    Settling ending = settling;
    settling = null;
    return ending;
  }
}
