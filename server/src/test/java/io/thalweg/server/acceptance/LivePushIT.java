package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.server.testing.Backend;
import io.thalweg.server.testing.TestedBackends;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is published on one node is pushed on another one at once. */
@ExtendWith(TestedBackends.class)
class LivePushIT {
  private static final String STREAM = "/stream/live";
  private static final int WARM_UP = 500;
  private static final int EVENTS = 1_500;
  private static final int PUBLISHERS = 4;
  private static final long PACE_NANOS = TimeUnit.SECONDS.toNanos(1) / 500;

  /** So seldom that what comes in time did not come by comparing heads. */
  private static final List<String> SELDOM = List.of("--set", "storage.poll_interval=2s");

  /** Far above what it takes on a machine that has nothing else to do. */
  private static final long MEDIAN_MAX_MS = 200;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FILE")
  void reachesASocketOnTheOtherNodeWithinMilliseconds(Backend backend) throws Exception {
    List<String> flags = new ArrayList<>(backend.flags(folder));
    flags.addAll(SELDOM);
    try (Nodes nodes = Nodes.two(folder, flags)) {
      TestClient here = new TestClient(nodes.all().get(0).address());
      TestClient there = new TestClient(nodes.all().get(1).address());
      TestClient.expect(201, here.call("POST", STREAM, ""));
      EventSocket socket = there.socket(STREAM + "/ws/live");
      publishAndTake(here, socket, WARM_UP);

      long[] tookNanos = publishAndTake(here, socket, EVENTS);

      Arrays.sort(tookNanos);
      double medianMs = tookNanos[EVENTS / 2] / 1e6;
      System.out.printf(
          "%s, publish on one node to WebSocket on another, 500/s: median %.1f ms, p99 %.1f ms,"
              + " most %.1f ms%n",
          backend, medianMs, tookNanos[EVENTS * 99 / 100] / 1e6, tookNanos[EVENTS - 1] / 1e6);
      assertThat(medianMs).isLessThan(MEDIAN_MAX_MS);
    }
  }

  /** How long each event took from before it was published until it was there. */
  private static long[] publishAndTake(TestClient client, EventSocket socket, int events) {
    long[] took = new long[events];
    ExecutorService publishers = Executors.newFixedThreadPool(PUBLISHERS);
    CompletableFuture<Void> publishing =
        CompletableFuture.runAsync(() -> publish(client, publishers, events));
    for (int i = 0; i < events; i++) {
      long sent = socket.take(1).get(0).getLong("data");
      took[i] = System.nanoTime() - sent;
    }
    publishing.join();
    publishers.shutdown();
    return took;
  }

  private static void publish(TestClient client, ExecutorService publishers, int events) {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    long begun = System.nanoTime();
    for (int i = 0; i < events; i++) {
      LockSupport.parkNanos(begun + i * PACE_NANOS - System.nanoTime());
      all.add(CompletableFuture.runAsync(() -> publishOne(client), publishers));
    }
    all.forEach(CompletableFuture::join);
  }

  private static void publishOne(TestClient client) {
    client.post(STREAM + "/publish", "{\"event\":\"t\",\"data\":" + System.nanoTime() + "}");
  }
}
