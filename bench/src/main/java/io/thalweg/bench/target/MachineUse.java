package io.thalweg.bench.target;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** What all processes of the machine use together; known on Linux only. */
public final class MachineUse {

  private static final Path STAT = Path.of("/proc/stat");
  private static final double TICKS_PER_SECOND = 100;

  /**
   * Columns of the first line: user, nice, system, irq, softirq, steal; the others are idle or
   * counted already.
   */
  private static final int[] BUSY = {1, 2, 3, 6, 7, 8};

  private MachineUse() {}

  /** CPU seconds that were not idle since the machine's start. */
  public static OptionalDouble busySeconds() {
    try {
      List<String> lines = Files.readAllLines(STAT);
      String[] ticks = lines.get(0).split("\\s+");
      return OptionalDouble.of(
          IntStream.of(BUSY).mapToLong(column -> Long.parseLong(ticks[column])).sum()
              / TICKS_PER_SECOND);
    } catch (IOException notLinux) {
      return OptionalDouble.empty();
    }
  }
}
