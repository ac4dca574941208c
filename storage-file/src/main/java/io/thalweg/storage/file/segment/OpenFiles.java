package io.thalweg.storage.file.segment;

import io.thalweg.storage.file.disk.Disk;
import io.thalweg.storage.file.disk.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Open segment files, at most so many: the one that was not used for longest is closed first.
 * Thread-safe. More are open only while more are in use at the same moment.
 */
public final class OpenFiles {
  private final Disk disk;
  private final int max;
  private final LinkedHashMap<Path, Lease> leases = new LinkedHashMap<>(64, 0.75f, true);

  public OpenFiles(Disk disk, int max) {
    this.disk = disk;
    this.max = max;
  }

  /** A file in use; to be released once. */
  public final class Lease implements AutoCloseable {
    private final DiskFile file;
    private int users;
    private Runnable whenForgotten;

    private Lease(DiskFile file) {
      this.file = file;
    }

    DiskFile file() {
      return file;
    }

    @Override
    public void close() throws IOException {
      release(this);
    }
  }

  /** The file, opened if it is not open. */
  public synchronized Lease use(Path path) throws IOException {
    Lease lease = leases.get(path);
    if (lease == null) {
      lease = new Lease(disk.open(path));
      leases.put(path, lease);
      closeUnused();
    }
    lease.users++;
    return lease;
  }

  /** Creates the file, empty. */
  synchronized Lease create(Path path) throws IOException {
    forget(path, () -> {});
    Lease lease = new Lease(disk.create(path));
    leases.put(path, lease);
    lease.users++;
    closeUnused();
    return lease;
  }

  /**
   * The file does not exist under this name any more. Who uses it now may go on.
   *
   * @param whenClosed called when nobody does, perhaps at once, by whoever is the last
   */
  synchronized void forget(Path path, Runnable whenClosed) throws IOException {
    Lease lease = leases.remove(path);
    if (lease == null) {
      whenClosed.run();
    } else {
      lease.whenForgotten = whenClosed;
      closeIfUnused(lease);
    }
  }

  /** How many files are open. */
  public synchronized int size() {
    return leases.size();
  }

  /** Closes everything. */
  public synchronized void closeAll() throws IOException {
    for (Path path : leases.keySet().toArray(Path[]::new)) {
      forget(path, () -> {});
    }
  }

  private synchronized void release(Lease lease) throws IOException {
    lease.users--;
    if (lease.whenForgotten != null) {
      closeIfUnused(lease);
    } else {
      closeUnused();
    }
  }

  private void closeUnused() throws IOException {
    Iterator<Map.Entry<Path, Lease>> oldestFirst = leases.entrySet().iterator();
    while (leases.size() > max && oldestFirst.hasNext()) {
      Lease lease = oldestFirst.next().getValue();
      if (lease.users == 0) {
        oldestFirst.remove();
        lease.file.close();
      }
    }
  }

  private static void closeIfUnused(Lease lease) throws IOException {
    if (lease.users == 0) {
      lease.file.close();
      lease.whenForgotten.run();
    }
  }
}
