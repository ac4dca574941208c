package io.thalweg.core.bus;

/**
 * An attached member wants a partition again from an offset on, which it has not committed.
 *
 * @param session what {@link MemberReply#session} said
 */
public record RewindRequest(MemberRequest member, long session, int partition, long offset) {}
