package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.history.Drain;
import io.thalweg.core.history.Fault;
import io.thalweg.core.history.History;
import io.thalweg.core.history.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the real server under load, again and again. What was acknowledged before the kill began
 * must be there, once, in its place, in order, and so must what anybody read; what was not
 * acknowledged is sent again under the same id.
 *
 * <p>{@code -Dthalweg.long=true} makes it long, {@code -Dthalweg.seed=…} kills again after as many
 * publishes.
 */
class CrashIT {
  private static final String STREAM = "/stream/crash";
  private static final int PRODUCERS = 4;
  private static final int CYCLES = Boolean.getBoolean("thalweg.long") ? 200 : 5;
  private static final int PUBLISHES_MAX = 400;
  private static final long RUN_NANOS_MAX = 5_000_000_000L;

  @TempDir Path folder;
  private final History history = new History();
  private final long seed = Long.getLong("thalweg.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void losesDoublesAndMovesNothingThatWasAcknowledged() {
    try (ServerProcess server = new ServerProcess(folder).start()) {
      TestClient client = new TestClient(server.address());
      client.call("POST", STREAM, "{\"partitions\":3,\"dedup_window\":\"1h\"}");
      List<CrashProducer> producers = producers(client);
      CrashReader reader = new CrashReader(client, STREAM, history);
      reader.start();
      for (int cycle = 0; cycle < CYCLES; cycle++) {
        awaitPublishes(1 + random.nextInt(PUBLISHES_MAX));
        kill(server, producers);
      }
      producers.forEach(CrashProducer::finish);
      reader.finish();
      drain(client, "after the last kill");
      server.kill();
      server.restart();
      drain(client, "after one more restart");
    }

    Verdict verdict = history.check();
    System.out.println("kill -9 under load: seed=" + seed + " " + verdict);
    assertThat(verdict.acknowledged()).as("acknowledged before a kill").isGreaterThan(CYCLES);
    assertThat(verdict.hits()).as("kills that hit a publish").isPositive();
    assertThat(verdict.told()).isEmpty();
  }

  private void awaitPublishes(int more) {
    int enough = history.publishes() + more;
    long deadline = history.now() + RUN_NANOS_MAX;
    while (history.publishes() < enough && history.now() < deadline) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void kill(ServerProcess server, List<CrashProducer> producers) {
    producers.forEach(CrashProducer::faultBegins);
    long begun = history.now();
    server.kill();
    server.restart();
    history.add(new Fault("kill -9", begun, history.now()));
    producers.forEach(CrashProducer::faultIsOver);
  }

  private void drain(TestClient client, String when) {
    Drain overHttp = Drains.overHttp(when, client, STREAM);
    history.add(overHttp);
    history.add(Drains.overWebSocket(when, client, STREAM, overHttp));
  }

  private List<CrashProducer> producers(TestClient client) {
    List<CrashProducer> producers = new ArrayList<>();
    for (int i = 0; i < PRODUCERS; i++) {
      producers.add(new CrashProducer(i, client, STREAM, history));
    }
    producers.forEach(CrashProducer::start);
    return producers;
  }
}
