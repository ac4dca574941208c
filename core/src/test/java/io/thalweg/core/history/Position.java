package io.thalweg.core.history;

/** A partition's committed offset as a description of the group showed it. */
public record Position(int partition, long committed, long begun, long ended) {}
