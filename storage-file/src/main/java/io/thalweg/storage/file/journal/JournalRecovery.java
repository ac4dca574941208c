package io.thalweg.storage.file.journal;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads what the journal holds behind a checkpoint and finds its end.
 *
 * <p>A frame is written only after the one before it was forced to the disk. So a frame that is not
 * sound and has no sound one after it was never acknowledged: a torn tail, which is dropped. If one
 * comes after it, it was acknowledged, and the file is damaged.
 */
public final class JournalRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(JournalRecovery.class);

  private final JournalFiles files;
  private final FrameVisitor visitor;

  /** Takes frames in their order. */
  @FunctionalInterface
  public interface FrameVisitor {
    /** Takes the entries of one frame; they are valid during the call only. */
    void frame(ByteBuffer entries, Path file, long at) throws IOException;
  }

  public JournalRecovery(JournalFiles files, FrameVisitor visitor) {
    this.files = files;
    this.visitor = visitor;
  }

  /** The first file of a new data directory. */
  public static JournalPosition begin(JournalFiles files) throws IOException {
    JournalFile first = files.growing(1);
    first.file().close();
    return new JournalPosition(first.number(), JournalFormat.FILE_HEADER_BYTES, 1);
  }

  /**
   * Visits all frames from a checkpoint on.
   *
   * @return where the journal goes on
   */
  public JournalPosition replay(JournalPosition checkpoint) throws IOException {
    List<Long> numbers = files.numbers();
    if (!numbers.contains(checkpoint.file())) {
      throw corrupt(
          JournalFormat.file(files.directory(), checkpoint.file()), 0, "the file is missing");
    }
    JournalPosition end = checkpoint;
    for (long number : numbers) {
      if (number >= checkpoint.file()) {
        end = replayFile(number, end);
      }
    }
    checkNothingFollows(end, numbers);
    return end;
  }

  private JournalPosition replayFile(long number, JournalPosition from) throws IOException {
    Path path = JournalFormat.file(files.directory(), number);
    try (JournalWindow window = open(path, number)) {
      long at = number == from.file() ? from.at() : JournalFormat.FILE_HEADER_BYTES;
      long sequence = from.sequence();
      for (ByteBuffer frame = window.frame(at);
          frame != null && JournalWindow.sequence(frame) == sequence;
          frame = window.frame(at)) {
        int length = frame.remaining();
        visitor.frame(
            frame.position(frame.position() + JournalFormat.FRAME_HEADER_BYTES), path, at);
        at = JournalFormat.aligned(at + length);
        sequence++;
      }
      boolean hasNone = sequence == from.sequence() && number != from.file();
      return hasNone ? from : new JournalPosition(number, at, sequence);
    }
  }

  private JournalWindow open(Path path, long number) throws IOException {
    JournalWindow window =
        new JournalWindow(files.disk().openForReading(path), files.directoryId(), number);
    if (!window.hasSoundHeader()) {
      window.close();
      throw corrupt(path, 0, "its header is not what was written");
    }
    return window;
  }

  private void checkNothingFollows(JournalPosition end, List<Long> numbers) throws IOException {
    for (long number : numbers) {
      if (number >= end.file()) {
        checkNothingFollows(end, number);
      }
    }
  }

  private void checkNothingFollows(JournalPosition end, long number) throws IOException {
    Path path = JournalFormat.file(files.directory(), number);
    try (JournalWindow window = open(path, number)) {
      long from = number == end.file() ? end.at() : JournalFormat.FILE_HEADER_BYTES;
      if (window.hasTornFrame(from)) {
        LOG.warn(
            "dropped a commit that was never acknowledged, torn by a crash, from "
                + path
                + " at byte "
                + from);
      }
      long later = window.findFrameFrom(from);
      if (later >= end.sequence()) {
        throw corrupt(
            JournalFormat.file(files.directory(), end.file()),
            end.at(),
            "commit "
                + end.sequence()
                + " cannot be read, but commit "
                + later
                + " in "
                + path.getFileName()
                + " was written after it");
      }
    }
  }

  private static StreamException corrupt(Path path, long at, String what) {
    LOG.error("journal " + path + " is damaged at byte " + at + ": " + what);
    return StreamException.of(
        ErrorCode.CORRUPT,
        "the journal "
            + path
            + " is damaged at byte "
            + at
            + ": "
            + what
            + ". Acknowledged events would be lost by going on: restore the data directory from a"
            + " copy, or move it away and start with an empty one");
  }
}
