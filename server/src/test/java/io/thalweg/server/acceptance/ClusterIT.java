package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.history.Anomaly;
import io.thalweg.core.history.Verdict;
import io.thalweg.server.testing.Backend;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two servers on one database, joined: producers and groups work through both, and one is killed.
 *
 * <p>{@code -Dthalweg.long=true} makes it long, {@code -Dthalweg.seed=…} kills again after as many
 * answers.
 */
class ClusterIT {
  private static final int ANSWERS_MAX = Boolean.getBoolean("thalweg.long") ? 4_000 : 200;
  private static final long TAKES_OVER_WITHIN_MS = 15_000;

  @TempDir Path folder;
  private final long seed = Long.getLong("thalweg.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FILE")
  void losesAndSkipsNothingWhenTheCoordinatorIsKilled(Backend backend) throws Exception {
    try (Nodes nodes = Nodes.start(folder, backend)) {
      ServerProcess survivor = nodes.follower();
      Verdict verdict = killUnderLoad(backend + ", coordinator", nodes.coordinator(), survivor);

      assertThat(Nodes.isCoordinator(survivor)).isTrue();
      assertThat(Nodes.nodesSeenBy(survivor)).isEqualTo(1);
      assertThat(verdict.count(Anomaly.UNDELIVERED)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FILE")
  void losesAndSkipsNothingWhenAnotherNodeIsKilled(Backend backend) throws Exception {
    try (Nodes nodes = Nodes.start(folder, backend)) {
      killUnderLoad(backend + ", follower", nodes.follower(), nodes.coordinator());
    }
  }

  private Verdict killUnderLoad(String what, ServerProcess victim, ServerProcess survivor)
      throws Exception {
    TestClient living = new TestClient(survivor.address());
    ClusterLoad load = new ClusterLoad(List.of(new TestClient(victim.address()), living), living);
    load.start();
    load.awaitAnswers(1 + random.nextInt(ANSWERS_MAX));
    long tookMs = load.suffer("kill -9", victim::kill);
    load.awaitAnswers(ANSWERS_MAX / 2);

    Verdict verdict =
        load.finish().print(what + " killed, group answered after " + tookMs + " ms", seed);
    assertThat(verdict.told()).isEmpty();
    assertThat(verdict.acknowledged()).isPositive();
    assertThat(verdict.hits()).as("kills that hit a publish").isEqualTo(1);
    assertThat(tookMs).isLessThan(TAKES_OVER_WITHIN_MS);
    return verdict;
  }
}
