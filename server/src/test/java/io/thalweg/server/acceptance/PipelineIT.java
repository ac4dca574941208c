package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.history.Fault;
import io.thalweg.core.history.History;
import io.thalweg.core.history.Verdict;
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

  static final String OUT = "/stream/out";
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
    History history = new History();
    PipelineFeeder feeder = new PipelineFeeder(nodes.clients(), IN, EVENTS, history).start();
    crew.start();
    PipelineFaults faults = new PipelineFaults(KILLS, crew, nodes, database, random);
    int between = EVENTS / (faults.number() + 1);
    feeder.allow(2 * between);
    for (int fault = 0; fault < faults.number(); fault++) {
      awaitOutput((fault + random.nextDouble()) * between);
      // What goes in meets with the fault.
      feeder.allow((fault + 3) * between);
      suffer(faults, history);
    }
    feeder.allow(EVENTS);
    awaitOutput(EVENTS);
    feeder.await();
    crew.close();
    nodes.get(0).kill();
    nodes.get(0).restart();

    new PipelineStreams(new TestClient(nodes.get(0).address())).readInto(history);
    String what =
        "pipeline under kills, %s, nodes=%d %s feeder reopened=%d %s"
            .formatted(backend, nodes.size(), faults, feeder.reopened(), tally);
    Verdict verdict = history.check().print(what, seed);
    assertThat(verdict.told()).isEmpty();
    assertThat(verdict.stored()).as("each number went in once").isEqualTo(EVENTS);
    assertThat(verdict.hits()).as("faults that hit a publish").isPositive();
    assertThat(head(OUT)).as("and came out once").isEqualTo(EVENTS);
    assertThat(tally.count(PipelineWorker.Said.UNANSWERED))
        .as("transactions that a kill hit")
        .isPositive();
    assertThat(operator.view(GROUP).getLong("lag")).isZero();
  }

  private static void suffer(PipelineFaults faults, History history) {
    long begun = history.now();
    String what = faults.next();
    history.add(new Fault(what, begun, history.now()));
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
