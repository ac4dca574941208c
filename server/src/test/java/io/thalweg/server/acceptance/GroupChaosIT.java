package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.history.GroupHistory;
import io.thalweg.core.history.Position;
import io.thalweg.core.history.Verdict;
import io.thalweg.server.testing.Backend;
import io.thalweg.server.testing.TestedBackends;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Twenty members join, leave, die and sleep at random while events come, each call by any node, and
 * the nodes are killed, ended and held up, too: one node on a folder, two elsewhere. What members
 * saw must be what a group promises.
 *
 * <p>{@code -Dthalweg.long=true} goes on for minutes, {@code -Dthalweg.seed=…} repeats what members
 * try to do and what befalls the nodes, though not when.
 */
@ParameterizedClass
@EnumSource(Backend.class)
@ExtendWith(TestedBackends.class)
class GroupChaosIT {
  private static final long CHAOS_S = Boolean.getBoolean("thalweg.long") ? 180 : 5;
  private static final int PROGRESS = 200;
  private static final int MEMBERS = 20;
  private static final String STREAM = "/stream/chaos";
  private static final String GROUP = STREAM + "/group/members";
  private static final String SETTINGS = "{\"partitions\":12,\"dedup_window\":\"1h\"}";

  @Parameter Backend backend;
  @TempDir Path folder;
  private final long seed = Long.getLong("thalweg.seed", System.nanoTime());
  private final List<ChaosMember> members = new ArrayList<>();
  private GroupHistory seen;
  private AnyNode operator;

  @Test
  void keepsItsPromisesWhileMembersAndNodesComeAndGo() throws Exception {
    try (Nodes nodes = Nodes.start(folder, backend);
        Chaos chaos = new Chaos(nodes.clients(), STREAM, SETTINGS, seed)) {
      operator = chaos.way();
      NodeFaults faults = new NodeFaults(nodes, chaos.chances());
      TestClient.expect(
          201, nodes.clients().get(0).call("POST", GROUP, "{\"session_timeout\":\"1s\"}"));
      long firstGeneration = view().getLong("generation");
      start(chaos);
      chaos.awaitPublishes(PROGRESS);
      chaos.suffer("kill -9", faults::kill);
      goOn(chaos, faults);
      chaos.finish();
      drain();

      Verdict verdict = chaos.judge();

      long rebalances = view().getLong("generation") - firstGeneration;
      System.out.printf(
          "group chaos, %s: seed=%d nodes=%d %s members=%d generations=%d %s%n",
          backend, seed, nodes.size(), faults, MEMBERS, rebalances, verdict);
      assertThat(verdict.told()).isEmpty();
      assertThat(verdict.hits()).as("faults that hit a publish").isPositive();
      assertThat(rebalances).isGreaterThan(MEMBERS);
    }
  }

  private void start(Chaos chaos) {
    seen = chaos.history().group(0);
    chaos.startProducers();
    for (int i = 0; i < MEMBERS; i++) {
      ChaosMember member = new ChaosMember("m" + i, GROUP, chaos, seen);
      members.add(member);
      chaos.goOnWith(member::step);
    }
    AnyNode onlooker = chaos.way();
    chaos.goOnWith(() -> observe(chaos, onlooker));
  }

  private static void goOn(Chaos chaos, NodeFaults faults) {
    long over = System.nanoTime() + TimeUnit.SECONDS.toNanos(CHAOS_S);
    chaos.awaitPublishes(PROGRESS);
    while (System.nanoTime() < over) {
      chaos.suffer("any", faults::any);
      chaos.awaitPublishes(PROGRESS);
    }
  }

  /** Looks at the committed offsets, as an operator would. */
  private void observe(Chaos chaos, AnyNode onlooker) {
    long begun = chaos.history().now();
    HttpResponse<String> answer = onlooker.get(GROUP);
    long ended = chaos.history().now();
    if (answer == null) {
      return;
    }
    for (Object each : TestClient.expect(200, answer).getJsonArray("partitions")) {
      JsonObject partition = (JsonObject) each;
      int number = partition.getInteger("partition");
      seen.add(new Position(number, partition.getLong("committed"), begun, ended));
    }
    LockSupport.parkNanos(20_000_000);
  }

  /** One member goes on alone until all is delivered and committed. */
  private void drain() {
    members.forEach(ChaosMember::leave);
    Chaos.until(
        "drained",
        () -> {
          members.get(0).poll("auto_commit=true&wait=50ms");
          return view().getLong("lag") == 0;
        });
    seen.wasDrained();
  }

  private JsonObject view() {
    HttpResponse<String> answer = operator.get(GROUP);
    return answer == null ? view() : TestClient.expect(200, answer);
  }
}
