package io.thalweg.storage.file.segment;

/**
 * How far a segment reaches.
 *
 * @param endOffset the offset behind its last event
 * @param endPosition the position in the stream behind its last byte
 * @param lastTimestamp of its last event, epoch milliseconds
 */
public record Extent(long endOffset, long endPosition, long lastTimestamp) {}
