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
