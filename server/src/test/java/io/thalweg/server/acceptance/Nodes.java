package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.server.testing.Backend;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A server, or two that are joined, on one storage; each a process. Not thread-safe. */
final class Nodes implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final List<ServerProcess> all = new ArrayList<>();

  private Nodes() {}

  /** As many as the backend takes: two, but one on a folder. */
  static Nodes start(Path folder, Backend backend) {
    return backend == Backend.FILE
        ? one(folder, backend.flags(folder))
        : two(folder, backend.flags(folder));
  }

  /**
   * @param storage the flags that say what the streams are kept in
   */
  static Nodes one(Path folder, List<String> storage) {
    Nodes nodes = new Nodes();
    nodes.all.add(new ServerProcess(folder, storage).start());
    return nodes;
  }

  /**
   * Two that know each other, one of which coordinates.
   *
   * @param storage the flags that say what the streams are kept in
   */
  static Nodes two(Path folder, List<String> storage) {
    Nodes nodes = new Nodes();
    int[] ports = {freePort(), freePort()};
    String members = "127.0.0.1:" + ports[0] + ",127.0.0.1:" + ports[1];
    List<CompletableFuture<?>> starts = new ArrayList<>();
    for (int port : ports) {
      ServerProcess node = new ServerProcess(folderOf(port, folder), storage);
      nodes.all.add(node);
      starts.add(CompletableFuture.runAsync(() -> node.start(flags(port, members))));
    }
    try {
      starts.forEach(CompletableFuture::join);
      nodes.awaitJoined();
    } catch (RuntimeException | AssertionError failed) {
      nodes.close();
      throw failed;
    }
    return nodes;
  }

  private static Path folderOf(int port, Path folder) {
    try {
      return Files.createDirectory(folder.resolve("node-" + port));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String[] flags(int port, String members) {
    return new String[] {
      "--set", "cluster.enabled=true",
      "--set", "cluster.port=" + port,
      "--set", "cluster.members=" + members
    };
  }

  /** Its neighbour is the event bus's, and most likely free as well. */
  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  int size() {
    return all.size();
  }

  ServerProcess get(int index) {
    return all.get(index);
  }

  /** Where they are. */
  List<String> addresses() {
    return all.stream().map(node -> node.address().toString()).toList();
  }

  /** A new client of each. */
  List<TestClient> clients() {
    return all.stream().map(node -> new TestClient(node.address())).toList();
  }

  /** The one of two that coordinates the groups. */
  ServerProcess coordinator() {
    return isCoordinator(all.get(0)) ? all.get(0) : all.get(1);
  }

  /** The other one of two. */
  ServerProcess follower() {
    return isCoordinator(all.get(0)) ? all.get(1) : all.get(0);
  }

  /** Waits until all see all, and know who coordinates. */
  void awaitJoined() {
    if (size() > 1) {
      await("all know each other", () -> all.stream().allMatch(n -> nodesSeenBy(n) == size()));
      await("one coordinates", () -> all.stream().filter(Nodes::isCoordinator).count() == 1);
    }
  }

  static int nodesSeenBy(ServerProcess node) {
    return cluster(node).getInteger("nodes");
  }

  static boolean isCoordinator(ServerProcess node) {
    return cluster(node).getString("coordinator").equals("here");
  }

  private static JsonObject cluster(ServerProcess node) {
    JsonObject health =
        new JsonObject(new TestClient(node.address()).call("GET", "/health/ready", "").body());
    return health.getJsonObject("cluster");
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("%s, in time", what).isLessThan(deadline);
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Override
  public void close() {
    all.forEach(ServerProcess::close);
  }
}
