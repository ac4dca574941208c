package io.thalweg.server.json;

/**
 * How much one publish may hold.
 *
 * @param eventBytesMax one event as it was sent, in bytes; the option {@code http.event_bytes_max}
 * @param batchEventsMax events in a batch; the option {@code http.batch_events_max}
 */
public record EventLimits(int eventBytesMax, int batchEventsMax) {}
