package io.thalweg.core.bus;

import io.thalweg.core.model.StreamName;

/**
 * What was published again.
 *
 * @param deadLetter where from
 * @param replayed how many events; letters of other groups are passed over
 * @param repeats how many of them had been replayed within the stream's dedup window: they are
 *     there once
 * @param next where to go on in the dead letter stream
 * @param head the dead letter stream's head
 */
public record ReplayReply(StreamName deadLetter, int replayed, int repeats, long next, long head) {}
