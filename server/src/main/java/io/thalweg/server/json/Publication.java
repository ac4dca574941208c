package io.thalweg.server.json;

import io.thalweg.core.record.EventBatch;
import io.thalweg.core.spi.StreamAppend;

/**
 * What a publish wants stored.
 *
 * @param single whether it was sent as one event and not as a batch
 * @param expectedHead what {@code expected_offset} inside the event said, or {@link
 *     StreamAppend#ANY}
 */
public record Publication(EventBatch events, boolean single, long expectedHead) {}
