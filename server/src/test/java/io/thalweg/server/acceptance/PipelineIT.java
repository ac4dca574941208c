package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.server.testing.Backend;
import io.thalweg.server.testing.TestedBackends;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Consume, transform, produce, while the workers' processes, the servers and the database are
 * killed, and workers stand still until they are replaced: for each event that went in one comes
 * out. One server on a folder, two that are joined elsewhere.
 *
 * <p>{@code -Dthalweg.long=true} makes it long, {@code -Dthalweg.seed=…} gives the faults again.
 */
@ParameterizedClass
@EnumSource(Backend.class)
@ExtendWith(TestedBackends.class)
class PipelineIT {
  static final String IN = "/stream/in";
  static final String GROUP = IN + "/group/pipeline";

  private static final String OUT = "/stream/out";
  private static final boolean LONG = Boolean.getBoolean("thalweg.long");
  private static final int EVENTS = LONG ? 1_000_000 : 100_000;
  private static final int KILLS = LONG ? 150 : 20;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);

  @Parameter Backend backend;
  @TempDir Path folder;
  private final long seed = Long.getLong("thalweg.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final PipelineTally tally = new PipelineTally();
  private OwnDatabase database;
  private Nodes nodes;
  private PipelineCrew crew;
  private AnyNode operator;

  @BeforeEach
  void start() {
    if (backend == Backend.FILE) {
      nodes = Nodes.start(folder, backend);
    } else {
      database = OwnDatabase.start(backend);
      nodes = Nodes.two(folder, database.flags());
    }
    operator = new AnyNode(nodes.clients(), random);
    crew = new PipelineCrew(nodes, tally);
  }

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable each : Arrays.asList(crew, nodes, database)) {
      if (each != null) {
        each.close();
      }
    }
  }

  @Test
  void hasOneOutputForEachInput() throws InterruptedException {
    operator.one().call("POST", IN, "{\"partitions\":8}");
    operator.one().call("POST", OUT, "");
    operator.one().call("POST", GROUP, PipelineCrew.GROUP_SETTINGS);
    PipelineFeeder feeder = new PipelineFeeder(nodes.clients(), IN, EVENTS).start();
    crew.start();
    PipelineFaults faults = new PipelineFaults(KILLS, crew, nodes, database, random);
    for (int fault = 0; fault < faults.number(); fault++) {
      awaitOutput((fault + random.nextDouble()) * EVENTS / (faults.number() + 1));
      faults.next();
    }
    awaitOutput(EVENTS);
    feeder.await();
    crew.close();
    nodes.get(0).kill();
    nodes.get(0).restart();

    PipelineOutput output =
        PipelineOutput.read(new TestClient(nodes.get(0).address()), OUT, EVENTS);
    System.out.printf(
        "pipeline under kills, %s: seed=%d nodes=%d in=%d out=%d %s feeder reopened=%d %s"
            + " missing=%d doubled=%d%n",
        backend,
        seed,
        nodes.size(),
        head(IN),
        output.count(),
        faults,
        feeder.reopened(),
        tally,
        output.missing(),
        output.doubled());
    assertThat(head(IN)).as("each number went in once").isEqualTo(EVENTS);
    assertThat(output.missing()).isZero();
    assertThat(output.doubled()).isZero();
    assertThat(output.count()).isEqualTo(EVENTS);
    assertThat(tally.count(PipelineWorker.Said.UNANSWERED))
        .as("transactions that a kill hit")
        .isPositive();
    assertThat(operator.view(GROUP).getLong("lag")).isZero();
  }

  private void awaitOutput(double enough) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (head(OUT) < enough) {
      assertThat(System.nanoTime()).as("output in time").isLessThan(deadline);
      LockSupport.parkNanos(5_000_000);
    }
  }

  private long head(String stream) {
    return operator.view(stream + "/info").getLong("next_offset");
  }
}
