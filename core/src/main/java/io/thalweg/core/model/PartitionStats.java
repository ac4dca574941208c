package io.thalweg.core.model;

/**
 * One partition's share of what is retained.
 *
 * @param minOffset its oldest retained event's offset; the stream's head if it has none
 * @param maxOffset its newest retained event's offset; {@code minOffset - 1} if it has none
 */
public record PartitionStats(int partition, long messageCount, long minOffset, long maxOffset) {}
