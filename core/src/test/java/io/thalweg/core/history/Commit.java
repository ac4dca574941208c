package io.thalweg.core.history;

/**
 * An attempt to commit a partition.
 *
 * @param reached the committed offset that the answer told, if it was acknowledged
 */
public record Commit(
    String member,
    long begun,
    long ended,
    long generation,
    int partition,
    long reached,
    Outcome outcome) {}
