package io.thalweg.core.model;

/**
 * A partition of a group as it stands at one moment.
 *
 * @param committed the next offset to be read after a restart
 * @param head the stream's head
 * @param lag how many events are at or above {@code committed}, exactly
 * @param held whether a member holds it
 * @param consumer the member that holds it; null if none does, or if it is the callers without a
 *     name
 * @param paused whether nothing of it is delivered for now
 */
public record GroupPartitionView(
    int partition,
    long committed,
    long head,
    long lag,
    boolean held,
    ConsumerName consumer,
    boolean paused) {}
