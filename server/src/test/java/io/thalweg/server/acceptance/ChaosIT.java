package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.history.Verdict;
import io.thalweg.server.testing.Backend;
import io.thalweg.server.testing.TestedBackends;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Members and workers of groups come, go, die and sleep at random while events come, each call by
 * any node; and the nodes are killed, ended and held up, too: one node on a folder, two that are
 * joined elsewhere. What clients saw must be what groups promise.
 *
 * <p>{@code -Dthalweg.long=true} goes on for minutes, {@code -Dthalweg.seed=…} repeats what clients
 * try to do and what befalls the nodes, though not when.
 */
@ParameterizedClass
@EnumSource(Backend.class)
@ExtendWith(TestedBackends.class)
class ChaosIT {
  private static final long CHAOS_S = Boolean.getBoolean("thalweg.long") ? 180 : 5;
  private static final int PROGRESS = 200;
  private static final int MEMBERS = 20;
  private static final int WORKERS = 10;
  private static final String SETTINGS = "{\"partitions\":12,\"dedup_window\":\"1h\"}";

  @TempDir static Path folder;
  private static Nodes nodes;

  @Parameter Backend backend;
  private final long seed = Long.getLong("thalweg.seed", System.nanoTime());

  @BeforeParameterizedClassInvocation
  static void start(Backend backend) throws IOException {
    nodes = Nodes.start(Files.createDirectory(folder.resolve(backend.name())), backend);
  }

  @AfterParameterizedClassInvocation
  static void end() {
    nodes.close();
  }

  @Test
  void aGroupKeepsItsPromisesWhileMembersAndNodesComeAndGo() throws Exception {
    String stream = "/stream/partitioned";
    try (Chaos chaos = new Chaos(nodes.clients(), stream, SETTINGS, seed)) {
      GroupChaos group = new GroupChaos(chaos, stream + "/group/members");
      group.start(MEMBERS);
      NodeFaults faults = goOn(chaos);
      group.drain();

      String what =
          "group chaos, %s, nodes=%d %s members=%d rebalances=%d"
              .formatted(backend, nodes.size(), faults, MEMBERS, group.rebalances());
      Verdict verdict = chaos.judge().print(what, seed);

      assertThat(verdict.told()).isEmpty();
      assertThat(verdict.hits()).as("faults that hit a publish").isPositive();
      assertThat(group.rebalances()).isGreaterThan(MEMBERS);
    }
  }

  @Test
  void sharedGroupsKeepTheirPromisesWhileWorkersAndNodesComeAndGo() throws Exception {
    String stream = "/stream/shared";
    try (Chaos chaos = new Chaos(nodes.clients(), stream, SETTINGS, seed)) {
      QueueChaos unordered = QueueChaos.unordered(chaos, stream + "/group/unordered");
      QueueChaos ordered = QueueChaos.ordered(chaos, stream + "/group/ordered");
      unordered.start(WORKERS);
      ordered.start(WORKERS);
      NodeFaults faults = goOn(chaos);
      unordered.drain();
      ordered.drain();

      String what =
          "shared group chaos, %s, nodes=%d %s workers=%d dead letters=%d+%d unanswered words=%d"
              .formatted(
                  backend,
                  nodes.size(),
                  faults,
                  2 * WORKERS,
                  unordered.letters(),
                  ordered.letters(),
                  unordered.unanswered() + ordered.unanswered());
      Verdict verdict = chaos.judge().print(what, seed);

      assertThat(verdict.told()).isEmpty();
      assertThat(verdict.hits()).as("faults that hit a publish").isPositive();
      assertThat(unordered.letters()).isPositive();
      assertThat(ordered.letters()).isPositive();
    }
  }

  /** One node is killed, and then anything happens for as long as it takes; all clients end. */
  private NodeFaults goOn(Chaos chaos) throws Exception {
    NodeFaults faults = new NodeFaults(nodes, chaos.chances());
    long over = System.nanoTime() + TimeUnit.SECONDS.toNanos(CHAOS_S);
    chaos.startProducers();
    chaos.awaitPublishes(PROGRESS);
    chaos.suffer("kill -9", faults::kill);
    chaos.awaitPublishes(PROGRESS);
    while (System.nanoTime() < over) {
      chaos.suffer("any", faults::any);
      chaos.awaitPublishes(PROGRESS);
    }
    chaos.finish();
    return faults;
  }
}
