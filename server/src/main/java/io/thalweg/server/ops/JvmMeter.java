package io.thalweg.server.ops;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.OperatingSystemMXBean;

/** The process itself: memory, collections, threads, CPU, open files. */
final class JvmMeter {
  private static final double MS_PER_SECOND = 1e3;
  private static final double NANOS_PER_SECOND = 1e9;

  private JvmMeter() {}

  static void writeTo(PrometheusText text) {
    writeMemory(text);
    writeCollections(text);
    text.gauge("jvm_threads_current", "Live threads.")
        .sample("jvm_threads_current", (long) ManagementFactory.getThreadMXBean().getThreadCount());
    text.gauge("process_start_time_seconds", "When the process started, in Unix time.")
        .sample(
            "process_start_time_seconds",
            ManagementFactory.getRuntimeMXBean().getStartTime() / MS_PER_SECOND);
    writeProcess(text);
  }

  private static void writeMemory(PrometheusText text) {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    text.gauge("jvm_memory_used_bytes", "Memory in use, by area.")
        .sample("jvm_memory_used_bytes", memory.getHeapMemoryUsage().getUsed(), "area", "heap")
        .sample(
            "jvm_memory_used_bytes", memory.getNonHeapMemoryUsage().getUsed(), "area", "nonheap");
    text.gauge("jvm_memory_max_bytes", "The most that the heap may take.")
        .sample("jvm_memory_max_bytes", memory.getHeapMemoryUsage().getMax(), "area", "heap");
    text.gauge("jvm_buffer_pool_used_bytes", "Memory outside the heap, by pool.");
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      text.sample("jvm_buffer_pool_used_bytes", pool.getMemoryUsed(), "pool", pool.getName());
    }
  }

  private static void writeCollections(PrometheusText text) {
    text.counter("jvm_gc_collections_total", "Garbage collections.");
    for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
      text.sample("jvm_gc_collections_total", gc.getCollectionCount(), "gc", gc.getName());
    }
    text.counter("jvm_gc_seconds_total", "Time spent in garbage collections.");
    for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
      text.sample(
          "jvm_gc_seconds_total", gc.getCollectionTime() / MS_PER_SECOND, "gc", gc.getName());
    }
  }

  private static void writeProcess(PrometheusText text) {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    if (system instanceof UnixOperatingSystemMXBean unix) {
      text.counter("process_cpu_seconds_total", "CPU time used.")
          .sample("process_cpu_seconds_total", unix.getProcessCpuTime() / NANOS_PER_SECOND)
          .gauge("process_open_fds", "Open files and sockets.")
          .sample("process_open_fds", unix.getOpenFileDescriptorCount())
          .gauge("process_max_fds", "The limit of open files and sockets.")
          .sample("process_max_fds", unix.getMaxFileDescriptorCount());
    }
  }
}
