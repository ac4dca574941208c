package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.history.Anomaly;
import io.thalweg.core.history.Verdict;
import io.thalweg.server.testing.Backend;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two servers on one database, joined: groups work through both, and one may be killed. */
class ClusterIT {
  private static final int PROGRESS = Boolean.getBoolean("thalweg.long") ? 2_000 : 100;
  private static final long TAKES_OVER_WITHIN_MS = 15_000;

  @TempDir Path folder;

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
    load.awaitAnswers(PROGRESS);
    long tookMs = load.suffer("kill -9", victim::kill);
    load.awaitAnswers(PROGRESS);
    Verdict verdict = load.finish();

    System.out.println(what + " killed: group answered after " + tookMs + " ms, " + verdict);
    assertThat(verdict.told()).isEmpty();
    assertThat(verdict.acknowledged()).isPositive();
    assertThat(tookMs).isLessThan(TAKES_OVER_WITHIN_MS);
    return verdict;
  }
}
