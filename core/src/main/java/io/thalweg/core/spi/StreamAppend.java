package io.thalweg.core.spi;

import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;

/**
 * Events to be stored at the end of one stream.
 *
 * <p>An event with an id that the stream has seen within its dedup window, be it earlier in the
 * same batch, is not stored again; its result is the first one's. The window is reckoned from the
 * first one's timestamp and does not end earlier because retention removed that event. If
 * <em>every</em> event was stored before, the append succeeds whatever the expected head: it is a
 * retry of a write that was done.
 *
 * <p>An event goes to the partition {@code keyHash % partitions}; one without a key to the next
 * partition in turn.
 *
 * @param expectedHead the head that the stream must have, or {@link #ANY}; otherwise the batch is
 *     refused with {@code HEAD_MISMATCH}
 */
public record StreamAppend(StreamName stream, EventBatch events, long expectedHead) {
  public static final long ANY = -1;

  public static StreamAppend of(StreamName stream, EventBatch events) {
    return new StreamAppend(stream, events, ANY);
  }
}
