package io.thalweg.storage.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.model.StreamName;
import io.thalweg.storage.file.TestLog.Stored;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills a writing process with {@code kill -9}, again and again, and looks at what is left. */
class CrashTest {
  private static final int PRODUCERS = 4;
  private static final int CYCLES = Boolean.getBoolean("thalweg.long") ? 300 : 6;

  @TempDir Path directory;

  private final Vertx vertx = Vertx.vertx();
  private final long seed = Long.getLong("thalweg.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final long[] next = new long[PRODUCERS];
  private final Map<String, Long> acked = new HashMap<>();
  private int unknown;

  @Test
  @Timeout(3600)
  void losesNothingThatWasAcknowledgedAndStoresNothingTwice() throws Exception {
    int stored = 0;
    for (int cycle = 0; cycle < CYCLES; cycle++) {
      writeUntilKilled();
      if (random.nextInt(3) == 0) {
        killDuringRecovery();
      }
      stored = checkEverything();
    }
    System.out.printf(
        "crash: seed %d, cycles %d, acked %d, unknown %d, stored %d, lost 0, dup 0%n",
        seed, CYCLES, acked.size(), unknown, stored);
    assertThat(acked).isNotEmpty();
    vertx.close();
  }

  private void writeUntilKilled() throws IOException, InterruptedException {
    Process process = start();
    try (BufferedReader lines = process.inputReader()) {
      assertThat(lines.readLine()).isEqualTo("open");
      int acksToRead = random.nextInt(800);
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        acknowledge(line.split(" "));
        if (--acksToRead <= 0) {
          break;
        }
      }
      process.destroyForcibly();
      process.waitFor();
    }
  }

  /** What the parent has read before it kills counts as acknowledged, and no more. */
  private void acknowledge(String[] words) {
    int producer = Integer.parseInt(words[1]);
    long number = Long.parseLong(words[2]);
    Long before = acked.put(producer + "-" + number, Long.parseLong(words[3]));
    assertThat(before).as("%s acknowledged twice", number).isNull();
    next[producer] = Math.max(next[producer], number + 1);
  }

  private void killDuringRecovery() throws IOException, InterruptedException {
    Process process = start();
    process.waitFor(150 + random.nextInt(250), TimeUnit.MILLISECONDS);
    process.destroyForcibly();
    process.waitFor();
  }

  private Process start() throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Dvertx.disableDnsResolver=true",
                "-cp",
                System.getProperty("java.class.path").replace(File.pathSeparator, ":"),
                CrashWriter.class.getName(),
                directory.toString()));
    for (long number : next) {
      command.add(Long.toString(number));
    }
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private int checkEverything() {
    try (TestLog log = TestLog.open(vertx, TestLog.smallFiles(directory))) {
      List<Stored> orders = log.readAll(TestLog.ORDERS);
      check(orders);
      assertThat(log.readAll(new StreamName("other")).stream().map(Stored::id).toList())
          .as("both streams of each batch, or none")
          .containsExactlyInAnyOrderElementsOf(orders.stream().map(Stored::id).toList());
      return orders.size();
    }
  }

  private void check(List<Stored> events) {
    Set<String> seen = new HashSet<>();
    long[] last = new long[PRODUCERS];
    java.util.Arrays.fill(last, -1);
    for (int i = 0; i < events.size(); i++) {
      Stored event = events.get(i);
      String[] parts = event.id().split("-");
      int producer = Integer.parseInt(parts[0]);
      long number = Long.parseLong(parts[1]);
      assertThat(event.offset()).as("dense").isEqualTo(i);
      assertThat(event.data()).isEqualTo(CrashWriter.data(producer, number));
      assertThat(seen.add(event.id())).as("%s once", event.id()).isTrue();
      assertThat(number).as("order of producer %d", producer).isEqualTo(last[producer] + 1);
      last[producer] = number;
    }
    acked.forEach(
        (id, offset) -> assertThat(events.get(offset.intValue()).id()).as("acked").isEqualTo(id));
    unknown += events.size() - acked.size();
    for (int producer = 0; producer < PRODUCERS; producer++) {
      next[producer] = Math.min(next[producer], last[producer] + 1);
    }
  }
}
