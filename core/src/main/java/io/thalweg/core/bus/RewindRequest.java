package io.thalweg.core.bus;

/**
 * An attached member wants a partition again from an offset on, which it has not committed.
 *
 * @param session what {@link MemberReply#session} said
 * @param kept the offset behind the last event of the partition before {@code offset} that the
 *     member has in hand, to be committed yet; 0 if there is none
 */
public record RewindRequest(
    MemberRequest member, long session, int partition, long offset, long kept) {}
