package io.thalweg.server.http;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts a node's open connections, in all and by client address. Thread-safe. */
final class ConnectionLedger {
  /** File descriptors that are left to storage, logging and class loading. */
  private static final long DESCRIPTORS_RESERVED = 1024;

  private final int max;
  private final int perAddressMax;
  private final AtomicInteger open = new AtomicInteger();
  private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

  ConnectionLedger(ConnectionLimits limits) {
    this(limits, descriptorsMax());
  }

  /**
   * @param descriptorsMax how many files and sockets the process may have open
   */
  ConnectionLedger(ConnectionLimits limits, long descriptorsMax) {
    // An acceptor that runs out of descriptors takes the rest of the process down with it.
    long affordable = descriptorsMax - Math.min(DESCRIPTORS_RESERVED, descriptorsMax / 2);
    this.max = (int) Math.min(limits.connectionsMax(), affordable);
    this.perAddressMax = limits.connectionsPerAddressMax();
  }

  private static long descriptorsMax() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Integer.MAX_VALUE;
  }

  /** Counts a new connection; false if it is one too many and was not counted. */
  boolean enter(InetAddress address) {
    if (open.incrementAndGet() > max) {
      open.decrementAndGet();
      return false;
    }
    if (byAddress.merge(address, 1, Integer::sum) > perAddressMax) {
      leave(address);
      return false;
    }
    return true;
  }

  /** A counted connection is closed. */
  void leave(InetAddress address) {
    open.decrementAndGet();
    byAddress.computeIfPresent(address, (any, count) -> count == 1 ? null : count - 1);
  }

  int open() {
    return open.get();
  }
}
