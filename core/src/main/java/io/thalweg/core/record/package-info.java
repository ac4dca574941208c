/**
 * The one binary form that an event has between the edge and the disk.
 *
 * <p>An event is encoded once, where it enters: {@link io.thalweg.core.record.EventBatch.Builder}
 * lays it out as it will be stored, with its JSON members ready to be sent back. A storage fills in
 * what only it can know (offset, timestamp, partition, ordinal, checksum) and otherwise copies
 * bytes; a reader copies them again behind those numbers. Nothing parses an event's {@code data}
 * after it was accepted.
 */
package io.thalweg.core.record;
