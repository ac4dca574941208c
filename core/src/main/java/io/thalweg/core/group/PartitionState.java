package io.thalweg.core.group;

/**
 * One partition of a group. All offsets are those of the stream.
 *
 * @param owner the member that holds it, or null
 * @param assigned the generation in which the owner got it; commits from before are fenced
 * @param target the member that shall hold it, or null if there is none; while it differs from the
 *     owner, the owner is asked to let go
 * @param committed the next offset to be read after a restart
 * @param position the next offset to be delivered
 * @param delivered behind the last event that the owner got from this coordinator; at most {@code
 *     position}
 * @param revokeTold whether the owner was told that it is to let go
 * @param paused whether nothing is delivered for now
 */
record PartitionState(
    String owner,
    long assigned,
    String target,
    long committed,
    long position,
    long delivered,
    boolean revokeTold,
    boolean paused) {

  /** Held by nobody, read up to {@code committed}. */
  static PartitionState free(long committed) {
    return new PartitionState(null, 0, null, committed, committed, committed, false, false);
  }

  /** Handed to its target, which starts at the committed offset. */
  PartitionState granted(long generation) {
    return new PartitionState(
        target, generation, target, committed, committed, committed, false, paused);
  }

  /** Held by nobody; the target stays. */
  PartitionState released() {
    return new PartitionState(
        null, assigned, target, committed, committed, committed, false, paused);
  }

  PartitionState withTarget(String member) {
    boolean stillRevoked = revokeTold && owner != null && !owner.equals(member);
    return new PartitionState(
        owner, assigned, member, committed, position, delivered, stillRevoked, paused);
  }

  /** Commits from before this generation are fenced from now on. */
  PartitionState assignedIn(long generation) {
    return new PartitionState(
        owner, generation, target, committed, position, delivered, revokeTold, paused);
  }

  PartitionState withPosition(long offset) {
    return new PartitionState(
        owner, assigned, target, committed, offset, delivered, revokeTold, paused);
  }

  /** What was sent from here on did not arrive. */
  PartitionState rewoundTo(long offset) {
    return new PartitionState(
        owner,
        assigned,
        target,
        committed,
        offset,
        Math.min(delivered, offset),
        revokeTold,
        paused);
  }

  /** The owner has given back what it got from here on; behind {@code kept} it has nothing. */
  PartitionState givenBackFrom(long offset, long kept) {
    long inHand = Math.max(committed, Math.min(delivered, kept));
    return new PartitionState(
        owner, assigned, target, committed, offset, inHand, revokeTold, paused);
  }

  PartitionState withDelivered(long offset) {
    return new PartitionState(
        owner,
        assigned,
        target,
        committed,
        position,
        Math.max(delivered, offset),
        revokeTold,
        paused);
  }

  /** Commits; never goes back. */
  PartitionState committedUpTo(long offset) {
    return offset <= committed
        ? this
        : new PartitionState(
            owner,
            assigned,
            target,
            offset,
            Math.max(position, offset),
            Math.max(delivered, offset),
            revokeTold,
            paused);
  }

  /** Moved to an offset by an operator, whatever was committed or delivered. */
  PartitionState soughtTo(long offset, long generation) {
    return new PartitionState(
        owner, generation, target, offset, offset, offset, revokeTold, paused);
  }

  PartitionState withRevokeTold() {
    return new PartitionState(
        owner, assigned, target, committed, position, delivered, true, paused);
  }

  PartitionState withPaused(boolean changed) {
    return new PartitionState(
        owner, assigned, target, committed, position, delivered, revokeTold, changed);
  }

  /** Whether it has not changed hands, nor been moved by an operator, between one and the other. */
  boolean isOfTheSameOwnership(PartitionState other) {
    return assigned == other.assigned && owner != null && owner.equals(other.owner);
  }

  /** Whether the owner got events that it has not committed. */
  boolean hasUncommitted() {
    return delivered > committed;
  }

  boolean isHeldByItsTarget() {
    return owner != null && owner.equals(target);
  }

  /** Whether its events may be delivered to its owner. */
  boolean isOpen() {
    return isHeldByItsTarget() && !paused;
  }
}
