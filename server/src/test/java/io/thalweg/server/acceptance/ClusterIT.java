package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.history.Anomaly;
import io.thalweg.core.history.Verdict;
import io.thalweg.server.testing.Backend;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two servers on one database, joined: groups work through both, and one may be killed. */
class ClusterIT {
  private static final int PROGRESS = Boolean.getBoolean("thalweg.long") ? 2_000 : 100;
  private static final long TAKES_OVER_WITHIN_MS = 15_000;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  @TempDir Path folder;
  private ServerProcess coordinator;
  private ServerProcess follower;

  private void start(Backend backend) throws IOException {
    List<String> storage = backend.flags(folder);
    int[] ports = {freePort(), freePort()};
    String members = "127.0.0.1:" + ports[0] + ",127.0.0.1:" + ports[1];
    ServerProcess a = new ServerProcess(Files.createDirectory(folder.resolve("a")), storage);
    ServerProcess b = new ServerProcess(Files.createDirectory(folder.resolve("b")), storage);
    coordinator = a;
    follower = b;
    CompletableFuture.allOf(
            CompletableFuture.runAsync(() -> a.start(flags(ports[0], members))),
            CompletableFuture.runAsync(() -> b.start(flags(ports[1], members))))
        .join();
    await("both know each other", () -> cluster(a).getInteger("nodes") == 2);
    await("one coordinates", () -> isCoordinator(a) != isCoordinator(b));
    coordinator = isCoordinator(a) ? a : b;
    follower = isCoordinator(a) ? b : a;
  }

  private static String[] flags(int port, String members) {
    return new String[] {
      "--set", "cluster.enabled=true",
      "--set", "cluster.port=" + port,
      "--set", "cluster.members=" + members
    };
  }

  /** Its neighbour is the event bus's, and most likely free as well. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @AfterEach
  void end() {
    Stream.of(coordinator, follower).filter(Objects::nonNull).forEach(ServerProcess::close);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FILE")
  void losesAndSkipsNothingWhenTheCoordinatorIsKilled(Backend backend) throws Exception {
    start(backend);
    Verdict verdict = killUnderLoad(backend + ", coordinator", coordinator, follower);

    assertThat(isCoordinator(follower)).isTrue();
    assertThat(cluster(follower).getInteger("nodes")).isEqualTo(1);
    assertThat(verdict.count(Anomaly.UNDELIVERED)).isZero();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FILE")
  void losesAndSkipsNothingWhenAnotherNodeIsKilled(Backend backend) throws Exception {
    start(backend);
    killUnderLoad(backend + ", follower", follower, coordinator);
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

  private static boolean isCoordinator(ServerProcess node) {
    return cluster(node).getString("coordinator").equals("here");
  }

  private static JsonObject cluster(ServerProcess node) {
    return new TestClient(node.address()).get("/health/ready").getJsonObject("cluster");
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("%s, in time", what).isLessThan(deadline);
      LockSupport.parkNanos(5_000_000);
    }
  }
}
