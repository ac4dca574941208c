package io.thalweg.storage.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.history.Verdict;
import io.thalweg.core.model.StreamName;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a writing process with {@code kill -9}, again and again, and looks at what is left.
 *
 * <p>{@code -Dthalweg.long=true} makes it long, {@code -Dthalweg.seed=…} kills again after as many
 * acknowledgements.
 */
class CrashTest {
  private static final int PRODUCERS = 4;
  private static final int CYCLES = Boolean.getBoolean("thalweg.long") ? 300 : 6;
  private static final int CYCLES_MAX = 10 * CYCLES;

  @TempDir Path directory;

  private final Vertx vertx = Vertx.vertx();
  private final long seed = Long.getLong("thalweg.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final CrashRecord record = new CrashRecord(PRODUCERS);

  @Test
  @Timeout(3600)
  void losesNothingThatWasAcknowledgedAndStoresNothingTwice() throws Exception {
    Verdict verdict = null;
    for (int cycle = 0; cycle < CYCLES || hasLeftNothingUnanswered(cycle); cycle++) {
      writeUntilKilled();
      if (random.nextInt(3) == 0) {
        killDuringRecovery();
      }
      verdict = judge();
      assertThat(verdict.told()).as("seed %d, cycle %d", seed, cycle).isEmpty();
    }

    verdict.print("kill -9 of a writer on files, repeats " + record.repeats(), seed);
    assertThat(verdict.acknowledged()).isPositive();
    assertThat(verdict.hits()).as("kills that hit a write").isPositive();
    assertThat(record.repeats()).as("found stored without an answer").isPositive();
    vertx.close();
  }

  /** A kill comes between storing and answering often, but not always. */
  private boolean hasLeftNothingUnanswered(int cycle) {
    return record.repeats() == 0 && cycle < CYCLES_MAX;
  }

  private void writeUntilKilled() throws IOException, InterruptedException {
    Process process = start();
    try (BufferedReader lines = process.inputReader()) {
      assertThat(lines.readLine()).isEqualTo("open");
      int enough = record.acknowledged() + random.nextInt(800);
      do {
        String line = lines.readLine();
        assertThat(line).as("the writer goes on").isNotNull();
        record.hear(line);
      } while (record.acknowledged() < enough);
      kill(process, lines);
    }
  }

  private void killDuringRecovery() throws IOException, InterruptedException {
    Process process = start();
    try (BufferedReader lines = process.inputReader()) {
      process.waitFor(150 + random.nextInt(250), TimeUnit.MILLISECONDS);
      kill(process, lines);
    }
  }

  /** What the process had said by then is heard out: all of it must be true. */
  private void kill(Process process, BufferedReader lines)
      throws IOException, InterruptedException {
    long begun = record.now();
    process.toHandle().destroyForcibly(); // which, unlike the process, leaves its output open
    process.waitFor();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      record.hear(line);
    }
    record.killed(begun);
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
    for (int producer = 0; producer < PRODUCERS; producer++) {
      command.add(Long.toString(record.next(producer)));
    }
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private Verdict judge() {
    try (TestLog log = TestLog.open(vertx, TestLog.smallFiles(directory))) {
      // Each batch went to both of them, so that they are the same.
      return record.judge(log.readAll(TestLog.ORDERS), log.readAll(new StreamName("other")));
    }
  }
}
