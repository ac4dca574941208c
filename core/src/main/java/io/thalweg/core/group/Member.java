package io.thalweg.core.group;

import java.util.Arrays;
import java.util.Objects;

/**
 * A member of a group. Times are on the coordinator's clock, in milliseconds.
 *
 * @param name as the consumer calls itself; {@link #ANONYMOUS} stands for all that have no name
 * @param held the partitions that it holds, ascending; not to be changed
 * @param due how many partitions it shall hold
 * @param expiresAt when it loses its partitions unless it calls before; an answer to it, and be it
 *     late, is no sign that it lives
 * @param ticket the number of its present call; what an older call read is not delivered
 * @param session the number of the attachment that it is pushed to by, or {@link #NO_SESSION}
 * @param outstanding what the last answer carried, or null: goes back if the answer is lost
 */
record Member(
    String name,
    int[] held,
    int due,
    long expiresAt,
    long ticket,
    long session,
    Delivery outstanding) {
  /** No consumer can have this name. */
  static final String ANONYMOUS = "";

  static final long NO_SESSION = 0;

  /** After a restart it is not known by which attachment, if by any, the member is pushed to. */
  private static final long ANY_SESSION = -1;

  static Member joining(String name, long expiresAt) {
    return new Member(name, new int[0], 0, expiresAt, 0, NO_SESSION, null);
  }

  static Member restored(String name, long expiresAt) {
    return new Member(name, new int[0], 0, expiresAt, 0, ANY_SESSION, null);
  }

  boolean isAnonymous() {
    return name.equals(ANONYMOUS);
  }

  boolean holds(int partition) {
    return Arrays.binarySearch(held, partition) >= 0;
  }

  /** Whether there is nothing for it, now and as far as is decided. */
  boolean isIdle() {
    return held.length == 0 && due == 0;
  }

  /** Whether it is known to be pushed to. */
  boolean isAttached() {
    return session > NO_SESSION;
  }

  /** Whether it is, or can be, pushed to by this attachment. */
  boolean isAttachedBy(long attachment) {
    return session == attachment || session == ANY_SESSION;
  }

  Member withHeld(int[] partitions) {
    return withHeld(partitions, due);
  }

  Member withHeld(int[] partitions, int newDue) {
    return new Member(name, partitions, newDue, expiresAt, ticket, session, outstanding);
  }

  Member polled(long newExpiresAt, long newTicket, long newSession) {
    return new Member(name, held, due, newExpiresAt, newTicket, newSession, null);
  }

  /** Calls before this ticket are void. */
  Member withTicket(long newTicket) {
    return new Member(name, held, due, expiresAt, newTicket, session, null);
  }

  Member seenUntil(long newExpiresAt) {
    return new Member(name, held, due, newExpiresAt, ticket, session, outstanding);
  }

  Member withOutstanding(Delivery delivery) {
    return new Member(name, held, due, expiresAt, ticket, session, delivery);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Member member
        && name.equals(member.name)
        && Arrays.equals(held, member.held)
        && due == member.due
        && expiresAt == member.expiresAt
        && ticket == member.ticket
        && session == member.session
        && Objects.equals(outstanding, member.outstanding);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, Arrays.hashCode(held), due, expiresAt, ticket, session, outstanding);
  }
}
