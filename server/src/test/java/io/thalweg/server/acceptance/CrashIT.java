package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.server.testing.Backend;
import io.thalweg.server.testing.TestedBackends;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Kills the real server under load, again and again. What was acknowledged before the kill began
 * must be there, once, in its place, in order; what was not is sent again under the same id.
 *
 * <p>{@code -Dthalweg.long=true} makes it long, {@code -Dthalweg.seed=…} repeats a run's kill
 * times.
 */
@ParameterizedClass
@EnumSource(Backend.class)
@ExtendWith(TestedBackends.class)
class CrashIT {
  private static final int PRODUCERS = 4;
  private static final int CYCLES = Boolean.getBoolean("thalweg.long") ? 200 : 5;
  private static final int RUN_MS_MAX = 700;

  @Parameter Backend backend;
  @TempDir Path folder;

  @Test
  void losesDoublesAndMovesNothingThatWasAcknowledged() {
    long seed = Long.getLong("thalweg.seed", System.nanoTime());
    Random random = new Random(seed);
    try (ServerProcess server = new ServerProcess(folder, backend.flags(folder)).start()) {
      TestClient client = new TestClient(server.address());
      List<CrashProducer> producers = CrashProducer.start(PRODUCERS, client);
      for (int cycle = 0; cycle < CYCLES; cycle++) {
        CrashProducer.awaitProgress(producers, 1);
        LockSupport.parkNanos((50 + random.nextInt(RUN_MS_MAX)) * 1_000_000L);
        producers.forEach(CrashProducer::faultBegins);
        server.kill();
        server.restart();
        producers.forEach(CrashProducer::faultIsOver);
      }
      producers.forEach(CrashProducer::finish);

      CrashReport report = CrashReport.of(producers, client);
      System.out.println(
          "kill -9 of the server under load, "
              + backend
              + ": seed="
              + seed
              + " cycles="
              + CYCLES
              + " "
              + report);
      assertThat(report.acked()).as("acknowledged before a kill").isGreaterThan(CYCLES);
      assertThat(report.unknown()).as("publishes that a kill hit").isPositive();
      assertThat(report.faults()).isEmpty();
    }
  }
}
