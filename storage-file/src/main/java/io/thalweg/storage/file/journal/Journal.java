package io.thalweg.storage.file.journal;

import io.thalweg.storage.file.disk.UnsyncedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Writes frames, each durable before the next one. Used by one thread at a time. */
public final class Journal implements AutoCloseable {
  private final JournalFiles files;
  private final AtomicReference<JournalFile> next = new AtomicReference<>();
  private volatile JournalPosition position;
  private final AtomicLong lastNumber;
  private JournalFile current;

  /** A journal that goes on where recovery found its end. */
  public Journal(JournalFiles files, JournalPosition end) throws IOException {
    this.files = files;
    this.position = end;
    this.current = files.existing(end.file());
    // What recovery read may be no further than in the memory of the operating system.
    this.current.file().sync();
    this.lastNumber = new AtomicLong(files.numbers().stream().reduce(end.file(), Math::max));
  }

  /** Where the next frame goes. */
  public JournalPosition position() {
    return position;
  }

  /**
   * Writes a frame and forces it to the disk.
   *
   * @throws UnsyncedException if it could not be forced: whether it is there is unknown
   * @throws IOException if it could not be written; it will not be there
   */
  public void commit(Frame frame) throws IOException {
    JournalFile ready = nextFile();
    boolean fits = position.at() + frame.bytes() <= files.fileBytes();
    boolean isFresh = position.at() == JournalFormat.FILE_HEADER_BYTES;
    if ((!fits && !isFresh) || (ready != null && !current.writtenAhead())) {
      switchFile(ready);
    }
    JournalPosition at = position;
    ByteBuffer bytes = frame.sealed(at.sequence(), at.file(), files.directoryId());
    write(bytes, at.at());
    try {
      current.file().sync();
    } catch (IOException failure) {
      throw new UnsyncedException(current.path(), failure);
    }
    position =
        new JournalPosition(
            at.file(), JournalFormat.aligned(at.at() + frame.bytes()), at.sequence() + 1);
  }

  /** The file that was made ready, unless the journal had to go on without it. */
  private JournalFile nextFile() throws IOException {
    JournalFile ready = next.get();
    if (ready != null && ready.number() < position.file()) {
      ready.file().close();
      next.set(null);
      return null;
    }
    return ready;
  }

  private void write(ByteBuffer bytes, long at) throws IOException {
    try {
      current.file().write(bytes, at);
    } catch (IOException failure) {
      if (!current.writtenAhead()) {
        current.file().truncate(at);
      }
      throw failure;
    }
  }

  private void switchFile(JournalFile ready) throws IOException {
    JournalFile fresh = ready != null ? ready : files.growing(lastNumber.incrementAndGet());
    JournalFile left = current;
    current = fresh;
    position =
        new JournalPosition(fresh.number(), JournalFormat.FILE_HEADER_BYTES, position.sequence());
    next.compareAndSet(ready, null);
    left.file().close();
  }

  /** Whether the file after the present one could be made ready now. */
  public boolean wantsFileAhead() {
    return next.get() == null;
  }

  /** Makes the next file ready. Called by the thread that writes ahead, and by no other. */
  public void writeAhead() throws IOException {
    next.set(files.writtenAhead(lastNumber.incrementAndGet()));
  }

  @Override
  public void close() throws IOException {
    current.file().close();
    JournalFile unused = next.getAndSet(null);
    if (unused != null) {
      unused.file().close();
    }
  }
}
