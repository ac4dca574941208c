package io.thalweg.storage.file;

import io.thalweg.storage.file.disk.Disk;
import io.thalweg.storage.file.disk.DiskFile;
import io.thalweg.storage.file.disk.FileSystemDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** A disk that fails or waits when a test wants it to, and counts its open files. */
final class FaultyDisk implements Disk {
  private final Disk disk;
  private final AtomicInteger openSegments = new AtomicInteger();
  private final AtomicInteger openSegmentsMost = new AtomicInteger();
  private final AtomicInteger failedSyncs = new AtomicInteger();
  private final AtomicLong bytesRead = new AtomicLong();
  private volatile Predicate<Path> syncFails = path -> false;
  private volatile Predicate<Path> isFull = path -> false;
  private volatile int bytesBeforeFull;
  private final List<Hold> holds = new CopyOnWriteArrayList<>();

  FaultyDisk() {
    this(true);
  }

  FaultyDisk(boolean syncing) {
    disk = new FileSystemDisk(syncing);
  }

  /** From now on, forcing these files fails. */
  void failSyncsOf(Predicate<Path> files) {
    syncFails = files;
  }

  int failedSyncs() {
    return failedSyncs.get();
  }

  /** How much was read from segments since {@link #forgetReads}. */
  long bytesRead() {
    return bytesRead.get();
  }

  void forgetReads() {
    bytesRead.set(0);
  }

  /** From now on these files take so many bytes of each write and no more. */
  void fill(Predicate<Path> files, int bytes) {
    bytesBeforeFull = bytes;
    isFull = files;
  }

  void makeRoom() {
    isFull = path -> false;
  }

  /** From now on, writing to these files waits, and writes nothing, until it is released. */
  Hold holdWritesOf(Predicate<Path> files) {
    return hold(files, true);
  }

  /** From now on, forcing these files waits, and forces nothing, until it is released. */
  Hold holdSyncsOf(Predicate<Path> files) {
    return hold(files, false);
  }

  private Hold hold(Predicate<Path> files, boolean writes) {
    Hold hold = new Hold(files, writes);
    holds.add(hold);
    return hold;
  }

  private void waitIfHeld(Path path, boolean writes) {
    for (Hold hold : holds) {
      if (hold.writes == writes && hold.files.test(path)) {
        hold.waitUntilReleased();
      }
    }
  }

  /** Something that the disk does not do yet. */
  final class Hold {
    private final Predicate<Path> files;
    private final boolean writes;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    private Hold(Predicate<Path> files, boolean writes) {
      this.files = files;
      this.writes = writes;
    }

    /** Waits until the disk was asked for it. */
    void awaitReached() {
      awaitLatch(reached);
    }

    void release() {
      holds.remove(this);
      released.countDown();
    }

    private void waitUntilReleased() {
      reached.countDown();
      awaitLatch(released);
    }

    private static void awaitLatch(CountDownLatch latch) {
      try {
        if (!latch.await(30, TimeUnit.SECONDS)) {
          throw new AssertionError("not in time");
        }
      } catch (InterruptedException interrupt) {
        throw new AssertionError(interrupt);
      }
    }
  }

  int openSegmentsMost() {
    return openSegmentsMost.get();
  }

  static Predicate<Path> journal() {
    return path -> path.getParent().endsWith("journal");
  }

  /** The journal in the hands of the thread that large commits are handed to. */
  static Predicate<Path> handedOver() {
    return journal().and(path -> Thread.currentThread().getName().equals("thalweg-file-journal"));
  }

  static Predicate<Path> segments() {
    return path -> path.toString().endsWith(".segment");
  }

  @Override
  public DiskFile create(Path path) throws IOException {
    if (isFull.test(path) && bytesBeforeFull == 0) {
      throw new IOException("No space left on device");
    }
    return new Faulty(path, disk.create(path));
  }

  @Override
  public DiskFile open(Path path) throws IOException {
    return new Faulty(path, disk.open(path));
  }

  @Override
  public DiskFile openForReading(Path path) throws IOException {
    return new Faulty(path, disk.openForReading(path));
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    disk.rename(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    disk.delete(path);
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    disk.createDirectories(directory);
  }

  @Override
  public boolean createDirectory(Path directory) throws IOException {
    return disk.createDirectory(directory);
  }

  @Override
  public List<Path> list(Path directory) throws IOException {
    return disk.list(directory);
  }

  @Override
  public boolean exists(Path path) {
    return disk.exists(path);
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    disk.syncDirectory(directory);
  }

  private final class Faulty implements DiskFile {
    private final Path path;
    private final DiskFile file;

    Faulty(Path path, DiskFile file) {
      this.path = path;
      this.file = file;
      if (segments().test(path)) {
        openSegmentsMost.accumulateAndGet(openSegments.incrementAndGet(), Math::max);
      }
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      int read = file.read(target, position);
      if (segments().test(path)) {
        bytesRead.addAndGet(read);
      }
      return read;
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      waitIfHeld(path, true);
      if (isFull.test(path) && source.remaining() > bytesBeforeFull) {
        file.write(source.slice(source.position(), bytesBeforeFull), position);
        throw new IOException("No space left on device");
      }
      file.write(source, position);
    }

    @Override
    public void sync() throws IOException {
      waitIfHeld(path, false);
      if (syncFails.test(path)) {
        failedSyncs.incrementAndGet();
        throw new IOException("Input/output error");
      }
      file.sync();
    }

    @Override
    public void truncate(long size) throws IOException {
      file.truncate(size);
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void close() throws IOException {
      if (segments().test(path)) {
        openSegments.decrementAndGet();
      }
      file.close();
    }
  }
}
