package io.thalweg.storage.file;

import io.thalweg.storage.file.checkpoint.Checkpoints;
import io.thalweg.storage.file.checkpoint.DataDirectory;
import io.thalweg.storage.file.commit.CommitThread;
import io.thalweg.storage.file.commit.WriteGate;
import io.thalweg.storage.file.disk.Disk;
import io.thalweg.storage.file.journal.Journal;
import io.thalweg.storage.file.journal.JournalPosition;
import io.thalweg.storage.file.keep.Graveyard;
import io.thalweg.storage.file.keep.JournalAhead;
import io.thalweg.storage.file.keep.Keeper;
import io.thalweg.storage.file.keep.Retention;
import io.thalweg.storage.file.keep.SegmentFlush;
import io.thalweg.storage.file.keep.TrashThread;
import io.thalweg.storage.file.read.PageReads;
import io.thalweg.storage.file.read.ReaderPool;
import io.thalweg.storage.file.read.StreamReads;
import io.thalweg.storage.file.segment.SegmentReader;
import io.thalweg.storage.file.segment.SegmentWriter;
import io.thalweg.storage.file.stream.Streams;
import java.io.IOException;
import java.util.function.LongSupplier;

/** Everything that works while the storage is open, wired together. */
final class OpenStorage {
  private final DirectoryLock lock;
  private final DataDirectory directory;
  private final Journal journal;
  private final JournalAhead journalAhead;
  private final WriteGate gate = new WriteGate();
  private final Graveyard graveyard;
  private final Keeper keeper;
  private final TrashThread trash;
  private final CommitThread commits;
  private final StreamReads reads;
  private final PageReads pages;
  private final ReaderPool readers;
  private final ReaderPool aheadReaders;
  private final Retention retention;
  private final CatalogChanges catalog;

  private OpenStorage(FileOptions options, Disk disk, LongSupplier clock, DirectoryLock lock)
      throws IOException {
    this.lock = lock;
    this.directory =
        DataDirectory.open(
            disk,
            options.dataDir(),
            options.journalFileBytes(),
            options.openFilesMax(),
            options.dedupIdsMax());
    SegmentWriter writer =
        new SegmentWriter(
            directory.segments(), options.segmentBytes(), Math.max(1, options.openFilesMax() / 2));
    SegmentFlush flush =
        new SegmentFlush(
            writer, directory.chunkMemory(), options.cacheBytes(), options.pendingBytes());
    JournalPosition end =
        directory.recover(stream -> flush.replayed(stream, directory.streams().all()));
    this.graveyard = new Graveyard(directory.segments(), writer);
    this.trash = new TrashThread(directory.segments().trash());
    this.journal = new Journal(directory.journalFiles(), end);
    this.journalAhead = new JournalAhead(journal);
    Checkpoints checkpoints = directory.checkpoints();
    this.keeper =
        new Keeper(
            directory.streams(),
            flush,
            graveyard,
            checkpoints,
            journal,
            directory.journalFiles(),
            gate);
    this.commits =
        new CommitThread(directory.streams(), directory.appender(), journal, gate, keeper, clock);
    this.reads = new StreamReads(new SegmentReader(directory.segments()));
    this.readers = new ReaderPool("thalweg-file-reader", options.readerThreads());
    this.aheadReaders = new ReaderPool("thalweg-file-next-page", aheadThreads(options));
    this.pages = new PageReads(reads, readers, aheadReaders);
    this.retention = new Retention(reads, graveyard);
    this.catalog =
        new CatalogChanges(
            directory.streams(),
            stream -> {
              graveyard.deleted(stream);
              keeper.wake();
            });
    Streams streams = directory.streams();
    commits.start();
    keeper.start(
        taker ->
            commits
                .look(() -> checkpoints.take(streams, journal.position()), null)
                .onSuccess(taker::accept)
                .onFailure(refused -> taker.accept(null)),
        directory.checkpointFile());
    journalAhead.start();
    trash.start();
  }

  static OpenStorage open(FileOptions options, Disk disk, LongSupplier clock) throws IOException {
    disk.createDirectories(options.dataDir());
    DirectoryLock lock = DirectoryLock.take(options.dataDir());
    try {
      return new OpenStorage(options, disk, clock, lock);
    } catch (IOException | RuntimeException | Error failure) {
      lock.close();
      throw failure;
    }
  }

  private static int aheadThreads(FileOptions options) {
    int half = Runtime.getRuntime().availableProcessors() / 2;
    return Math.max(1, Math.min(half, options.readerThreads()));
  }

  Streams streams() {
    return directory.streams();
  }

  CommitThread commits() {
    return commits;
  }

  PageReads pages() {
    return pages;
  }

  StreamReads reads() {
    return reads;
  }

  ReaderPool readers() {
    return readers;
  }

  Retention retention() {
    return retention;
  }

  CatalogChanges catalog() {
    return catalog;
  }

  WriteGate gate() {
    return gate;
  }

  boolean isFull() {
    return keeper.isFull();
  }

  void keeperMayBeNeeded() {
    keeper.wake();
  }

  void close() throws IOException, InterruptedException {
    try (lock) {
      commits.close();
      keeper.close();
      journalAhead.close();
      trash.close();
      readers.close();
      aheadReaders.close();
      keeper.finish();
      journal.close();
      directory.segments().files().closeAll();
    }
  }
}
