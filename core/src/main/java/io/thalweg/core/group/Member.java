package io.thalweg.core.group;

import java.util.Arrays;
import java.util.Objects;

/**
 * A member of a group. Times are on the coordinator's clock, in milliseconds.
 *
 * @param name as the consumer calls itself; {@link #ANONYMOUS} stands for all that have no name
 * @param held the partitions that it holds, ascending; not to be changed
 * @param polledAt when its last call came
 * @param expiresAt when it loses its partitions unless it calls before
 * @param ticket the number of its present call; what an older call read is not delivered
 * @param outstanding what the last answer carried, or null: goes back if the answer is lost
 */
record Member(
    String name, int[] held, long polledAt, long expiresAt, long ticket, Delivery outstanding) {
  /** No consumer can have this name. */
  static final String ANONYMOUS = "";

  static Member joining(String name, long now, long expiresAt) {
    return new Member(name, new int[0], now, expiresAt, 0, null);
  }

  boolean isAnonymous() {
    return name.equals(ANONYMOUS);
  }

  boolean holds(int partition) {
    return Arrays.binarySearch(held, partition) >= 0;
  }

  Member withHeld(int[] partitions) {
    return new Member(name, partitions, polledAt, expiresAt, ticket, outstanding);
  }

  Member polled(long now, long sessionTimeoutMs, long newTicket) {
    return new Member(name, held, now, now + sessionTimeoutMs, newTicket, null);
  }

  Member seenUntil(long newExpiresAt) {
    return new Member(name, held, polledAt, newExpiresAt, ticket, outstanding);
  }

  Member withOutstanding(Delivery delivery) {
    return new Member(name, held, polledAt, expiresAt, ticket, delivery);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Member member
        && name.equals(member.name)
        && Arrays.equals(held, member.held)
        && polledAt == member.polledAt
        && expiresAt == member.expiresAt
        && ticket == member.ticket
        && Objects.equals(outstanding, member.outstanding);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, Arrays.hashCode(held), polledAt, expiresAt, ticket, outstanding);
  }
}
