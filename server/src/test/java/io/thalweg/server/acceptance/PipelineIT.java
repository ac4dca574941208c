package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.server.testing.Backend;
import io.thalweg.server.testing.TestedBackends;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Consume, transform, produce, while the server is killed, and workers die or stand still until
 * they are replaced: for each event that went in one comes out.
 *
 * <p>{@code -Dthalweg.long=true} makes it long, {@code -Dthalweg.seed=…} gives the faults again.
 */
@ParameterizedClass
@EnumSource(Backend.class)
@ExtendWith(TestedBackends.class)
class PipelineIT {
  static final String IN = "/stream/in";
  static final String GROUP = IN + "/group/pipeline";

  private static final boolean LONG = Boolean.getBoolean("thalweg.long");
  private static final int EVENTS = LONG ? 1_000_000 : 100_000;
  private static final int KILLS = LONG ? 150 : 20;

  /** Where a start takes longest a quick run has to do with fewer. */
  private static final int KILLS_ELSEWHERE = LONG ? 150 : 8;

  private static final int WORKERS = 4;
  private static final long SESSION_MS = 1_000;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);

  @Parameter Backend backend;
  @TempDir Path folder;
  private final long seed = Long.getLong("thalweg.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final PipelineTally tally = new PipelineTally();
  private final List<PipelineWorker> workers = new ArrayList<>();
  private final List<PipelineWorker> replaced = new ArrayList<>();
  private int serversKilled;
  private int workersKilled;
  private int workersPaused;

  @Test
  void hasOneOutputForEachInput() throws InterruptedException {
    try (ServerProcess server = new ServerProcess(folder, backend.flags(folder)).start()) {
      TestClient client = new TestClient(server.address());
      client.call("POST", IN, "{\"partitions\":8}");
      client.call("POST", "/stream/out", "");
      client.call("POST", GROUP, "{\"session_timeout\":\"" + SESSION_MS + "ms\"}");
      PipelineFeeder feeder = new PipelineFeeder(client, IN, EVENTS).start();
      for (int i = 0; i < WORKERS; i++) {
        workers.add(new PipelineWorker("w" + i, client, tally).start());
      }
      int kills = backend == Backend.FILE ? KILLS : KILLS_ELSEWHERE;
      for (int kill = 0; kill < kills; kill++) {
        awaitOutput(client, (kill + random.nextDouble()) * EVENTS / (kills + 1));
        suffer(server, client);
      }
      awaitOutput(client, EVENTS);
      feeder.await();
      finish();
      server.kill();
      server.restart();

      PipelineOutput output = PipelineOutput.read(client, "/stream/out", EVENTS);
      System.out.printf(
          "pipeline under kills, %s: seed=%d in=%d out=%d servers killed=%d workers killed=%d"
              + " workers paused=%d feeder reopened=%d %s missing=%d doubled=%d%n",
          backend,
          seed,
          head(client, IN),
          output.count(),
          serversKilled,
          workersKilled,
          workersPaused,
          feeder.reopened(),
          tally,
          output.missing(),
          output.doubled());
      assertThat(head(client, IN)).as("each number went in once").isEqualTo(EVENTS);
      assertThat(output.missing()).isZero();
      assertThat(output.doubled()).isZero();
      assertThat(output.count()).isEqualTo(EVENTS);
      assertThat(tally.unanswered()).as("transactions that a kill hit").isPositive();
      assertThat(client.get(GROUP).getLong("lag")).isZero();
    }
  }

  private void suffer(ServerProcess server, TestClient client) {
    int which = random.nextInt(WORKERS);
    switch (random.nextInt(5)) {
      case 0 -> {
        workersKilled++;
        PipelineWorker dead = workers.get(which);
        dead.kill();
        replaced.add(dead);
        workers.set(which, new PipelineWorker("k" + workersKilled, client, tally).start());
      }
      case 1 -> {
        workersPaused++;
        workers.get(which).pause(3 * SESSION_MS / 2);
      }
      default -> {
        serversKilled++;
        server.kill();
        server.restart();
      }
    }
  }

  private void finish() throws InterruptedException {
    for (PipelineWorker worker : workers) {
      worker.finish();
    }
    for (PipelineWorker worker : replaced) {
      worker.finish();
    }
  }

  private static void awaitOutput(TestClient client, double enough) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (head(client, "/stream/out") < enough) {
      assertThat(System.nanoTime()).as("output in time").isLessThan(deadline);
      LockSupport.parkNanos(5_000_000);
    }
  }

  private static long head(TestClient client, String stream) {
    JsonObject info = client.get(stream + "/info");
    return info.getLong("next_offset");
  }
}
