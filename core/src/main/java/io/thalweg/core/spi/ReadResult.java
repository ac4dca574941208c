package io.thalweg.core.spi;

import io.thalweg.core.record.EventBlock;

/**
 * What a read found, and where the stream's ends were at that moment.
 *
 * @param events in offset order
 * @param next where to go on: behind the last event that was looked at, wanted or not. If {@code
 *     events} is empty and {@code next} is below {@code head}, there is more to look at
 * @param minOffset the oldest retained offset; the events start here if {@code from} was below
 * @param head the offset of the next event to come
 * @param generation the stream's incarnation
 */
public record ReadResult(
    EventBlock events, long next, long minOffset, long head, long generation) {}
