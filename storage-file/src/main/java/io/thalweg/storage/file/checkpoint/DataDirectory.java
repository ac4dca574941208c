package io.thalweg.storage.file.checkpoint;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.storage.file.disk.Disk;
import io.thalweg.storage.file.journal.JournalFiles;
import io.thalweg.storage.file.journal.JournalPosition;
import io.thalweg.storage.file.journal.JournalRecovery;
import io.thalweg.storage.file.segment.SegmentStore;
import io.thalweg.storage.file.segment.Trash;
import io.thalweg.storage.file.stream.ChunkMemory;
import io.thalweg.storage.file.stream.Fingerprints;
import io.thalweg.storage.file.stream.IdBudget;
import io.thalweg.storage.file.stream.StreamAppender;
import io.thalweg.storage.file.stream.Streams;
import java.io.IOException;
import java.nio.file.Path;

/** A data directory with what it holds; founded if it is empty. */
public final class DataDirectory {
  private final Disk disk;
  private final ManifestFile manifest;
  private final ManifestFile.Content content;
  private final JournalFiles journalFiles;
  private final SegmentStore segments;
  private final Streams streams;
  private final ChunkMemory chunkMemory = new ChunkMemory();
  private final StreamAppender appender;

  private DataDirectory(
      Disk disk,
      Path directory,
      ManifestFile manifest,
      long journalFileBytes,
      int openFilesMax,
      int idsMax)
      throws IOException {
    this.disk = disk;
    this.manifest = manifest;
    this.content = manifest.read();
    Identity identity = content.identity();
    this.journalFiles =
        new JournalFiles(
            disk, journalDirectory(directory), identity.directoryId(), journalFileBytes);
    this.segments =
        new SegmentStore(
            disk,
            streamsDirectory(directory),
            new Trash(disk, directory.resolve("trash")),
            identity.directoryId(),
            openFilesMax);
    IdBudget budget = new IdBudget(idsMax);
    this.streams = new Streams(identity.directoryId(), budget);
    this.appender =
        new StreamAppender(
            new Fingerprints(identity.idKey0(), identity.idKey1()), budget, chunkMemory);
  }

  public static DataDirectory open(
      Disk disk, Path directory, long journalFileBytes, int openFilesMax, int idsMax)
      throws IOException {
    ManifestFile manifest = new ManifestFile(disk, directory);
    if (!manifest.exists()) {
      found(disk, directory, manifest, journalFileBytes);
    }
    return new DataDirectory(disk, directory, manifest, journalFileBytes, openFilesMax, idsMax);
  }

  /** The manifest comes last: a directory without one has never acknowledged anything. */
  private static void found(Disk disk, Path directory, ManifestFile manifest, long journalFileBytes)
      throws IOException {
    if (!disk.list(streamsDirectory(directory)).isEmpty()) {
      throw StreamException.of(
          ErrorCode.CORRUPT,
          "the data directory "
              + directory
              + " has streams but no manifest: restore it from a copy, or move it away and start"
              + " with an empty one");
    }
    disk.createDirectories(streamsDirectory(directory));
    disk.createDirectories(journalDirectory(directory));
    Identity identity = Identity.random();
    JournalFiles files =
        new JournalFiles(
            disk, journalDirectory(directory), identity.directoryId(), journalFileBytes);
    manifest.write(identity, JournalRecovery.begin(files), Checkpoints.nothing());
  }

  private static Path streamsDirectory(Path directory) {
    return directory.resolve("streams");
  }

  private static Path journalDirectory(Path directory) {
    return directory.resolve("journal");
  }

  /** Brings everything back to the last commit; returns where the journal goes on. */
  public JournalPosition recover(Recovery.Spill spill) throws IOException {
    journalFiles.deleteLeftovers();
    segments.trash().open();
    return new Recovery(disk, manifest, journalFiles, segments, streams, appender, spill)
        .recover(content);
  }

  /** The journal file in which the last checkpoint lies. */
  public long checkpointFile() {
    return content.position().file();
  }

  public Checkpoints checkpoints() {
    return new Checkpoints(manifest, content.identity());
  }

  public JournalFiles journalFiles() {
    return journalFiles;
  }

  public SegmentStore segments() {
    return segments;
  }

  public Streams streams() {
    return streams;
  }

  public StreamAppender appender() {
    return appender;
  }

  /** What the appender's chunks are made of. */
  public ChunkMemory chunkMemory() {
    return chunkMemory;
  }
}
