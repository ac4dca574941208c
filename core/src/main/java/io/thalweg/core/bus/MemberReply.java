package io.thalweg.core.bus;

import io.thalweg.core.model.MemberStanding;

/**
 * A member's answer to {@link GroupCalls#join} or {@link GroupCalls#heartbeat}.
 *
 * @param joined whether it was no member before
 * @param session of a member that joined to be pushed to: names this attachment in its further
 *     calls. 0 otherwise
 * @param sessionTimeoutMs within which it is to be heard of again, in milliseconds
 */
public record MemberReply(
    MemberStanding standing, boolean joined, long session, long sessionTimeoutMs) {}
