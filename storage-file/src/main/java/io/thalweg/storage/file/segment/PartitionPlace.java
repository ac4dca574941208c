package io.thalweg.storage.file.segment;

/**
 * Where an event is, in its stream and in its partition.
 *
 * @param offset its offset
 * @param ordinal its dense number inside its partition
 */
public record PartitionPlace(long offset, long ordinal) {}
