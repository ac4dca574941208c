package io.thalweg.storage.file.checkpoint;

import io.thalweg.storage.file.journal.JournalPosition;
import io.thalweg.storage.file.stream.Span;
import io.thalweg.storage.file.stream.StreamLog;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The state as of one commit, before it is written down.
 *
 * @param position everything before it is in the state
 * @param state what {@code StreamCodec.writeAll} wrote
 * @param heads how far the streams reached
 */
public record Checkpoint(JournalPosition position, ByteBuffer state, List<Head> heads) {
  /** How far a stream reached. */
  public record Head(StreamLog stream, Span span) {}
}
