package io.thalweg.bench.target;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What processes use, as far as the operating system tells. */
public final class ProcessUse {

  /** Of a process that cannot be seen. */
  public static final ProcessUse UNKNOWN = new ProcessUse(Stream::empty);

  private static final double KB_PER_MB = 1024;
  private static final double TICKS_PER_SECOND = 100;

  private final Supplier<Stream<ProcessHandle>> processes;

  private ProcessUse(Supplier<Stream<ProcessHandle>> processes) {
    this.processes = processes;
  }

  /** Of a process and whatever it has started, as a launcher script does. */
  public static ProcessUse ofTree(ProcessHandle process) {
    return new ProcessUse(() -> Stream.concat(Stream.of(process), process.descendants()));
  }

  /** Of the process that asks, without its children. */
  public static ProcessUse ownUse() {
    return new ProcessUse(() -> Stream.of(ProcessHandle.current()));
  }

  /** Of these processes and those. */
  public ProcessUse and(ProcessUse others) {
    return new ProcessUse(() -> Stream.concat(processes.get(), others.processes.get()));
  }

  /** CPU seconds since its start, user and system, in steps of 10 ms on Linux. */
  public OptionalDouble cpuSeconds() {
    return processes
        .get()
        .map(handle -> handle.info().totalCpuDuration())
        .flatMap(Optional::stream)
        .mapToDouble(ProcessUse::seconds)
        .reduce(Double::sum);
  }

  /** Memory in MB, pages shared between processes divided among them (PSS); known on Linux only. */
  public OptionalDouble pssMb() {
    return processes
        .get()
        .flatMap(ProcessUse::pssKb)
        .mapToDouble(kb -> kb / KB_PER_MB)
        .reduce(Double::sum);
  }

  /**
   * CPU seconds that the JIT compilers' threads have used that live now; 0 where that cannot be
   * seen, as outside Linux.
   */
  public double compilerSeconds() {
    return processes.get().flatMap(ProcessUse::threads).mapToDouble(ProcessUse::compilerTicks).sum()
        / TICKS_PER_SECOND;
  }

  private static Stream<Path> threads(ProcessHandle handle) {
    try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(handle.pid()), "task"))) {
      return tasks.toList().stream();
    } catch (IOException notLinux) {
      return Stream.empty();
    }
  }

  /** User and system time of a thread if it compiles: fields 14 and 15 of proc(5)'s stat. */
  private static long compilerTicks(Path thread) {
    try {
      String stat = Files.readString(thread.resolve("stat"));
      int nameEnd = stat.lastIndexOf(')');
      if (!stat.substring(0, nameEnd).matches(".*\\(C[12] Compiler.*")) {
        return 0;
      }
      String[] fields = stat.substring(nameEnd + 2).split(" ");
      return Long.parseLong(fields[14 - 3]) + Long.parseLong(fields[15 - 3]);
    } catch (IOException ended) {
      return 0;
    }
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static Stream<Long> pssKb(ProcessHandle handle) {
    Path rollup = Path.of("/proc", Long.toString(handle.pid()), "smaps_rollup");
    try {
      return Files.readAllLines(rollup).stream()
          .filter(line -> line.startsWith("Pss:"))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")));
    } catch (IOException notLinux) {
      return Stream.empty();
    }
  }
}
