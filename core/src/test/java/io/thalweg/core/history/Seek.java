package io.thalweg.core.history;

/** A partition was moved to an offset by an operator. */
public record Seek(int partition, long offset, long begun, long ended) {}
