package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.history.Verdict;
import io.thalweg.server.testing.Backend;
import io.thalweg.server.testing.TestedBackends;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Kills the real server under load, again and again. What was acknowledged must be there, once, in
 * its place, in order, and so must what anybody read; what was not acknowledged is sent again under
 * the same id.
 *
 * <p>{@code -Dthalweg.long=true} makes it long, {@code -Dthalweg.seed=…} kills again after as many
 * publishes.
 */
@ParameterizedClass
@EnumSource(Backend.class)
@ExtendWith(TestedBackends.class)
class CrashIT {
  private static final int CYCLES = Boolean.getBoolean("thalweg.long") ? 200 : 5;
  private static final int CYCLES_MAX = 10 * CYCLES;
  private static final int PUBLISHES_MAX = 400;

  @Parameter Backend backend;
  @TempDir Path folder;
  private final long seed = Long.getLong("thalweg.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void losesDoublesAndMovesNothingThatWasAcknowledged() {
    try (ServerProcess server = new ServerProcess(folder, backend.flags(folder)).start()) {
      CrashLoad load = CrashLoad.start(new TestClient(server.address()));
      for (int cycle = 0; cycle < CYCLES || hasLeftNothingUnanswered(load, cycle); cycle++) {
        load.awaitPublishes(1 + random.nextInt(PUBLISHES_MAX));
        load.suffer("kill -9", () -> killAndRestart(server));
      }
      load.finish();
      load.drain("after the last kill");
      killAndRestart(server);
      load.drain("after one more restart");

      Verdict verdict = load.expectKept("kill -9 of the server, " + backend, seed);
      assertThat(verdict.acknowledged()).as("acknowledged").isGreaterThan(CYCLES);
      assertThat(load.repeats()).as("found stored without an answer").isPositive();
    }
  }

  /** A kill comes between storing and answering often, but not always. */
  private static boolean hasLeftNothingUnanswered(CrashLoad load, int cycle) {
    return load.repeats() == 0 && cycle < CYCLES_MAX;
  }

  private static void killAndRestart(ServerProcess server) {
    server.kill();
    server.restart();
  }
}
