package io.thalweg.server.acceptance;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Two servers on one database, joined. Not thread-safe. */
final class JoinedNodes implements AutoCloseable {
  private final List<ServerProcess> nodes;

  private JoinedNodes(List<ServerProcess> nodes) {
    this.nodes = nodes;
  }

  /**
   * Starts both at once, and waits until they know each other and one coordinates.
   *
   * @param folder for their logs
   * @param storage the flags that say which database it is
   */
  static JoinedNodes start(Path folder, List<String> storage) throws IOException {
    int[] ports = freePorts();
    String members = "127.0.0.1:" + ports[0] + ",127.0.0.1:" + ports[1];
    JoinedNodes joined =
        new JoinedNodes(
            List.of(
                new ServerProcess(Files.createDirectory(folder.resolve("a")), storage),
                new ServerProcess(Files.createDirectory(folder.resolve("b")), storage)));
    CompletableFuture.allOf(
            Stream.of(0, 1)
                .map(i -> CompletableFuture.runAsync(() -> joined.start(i, ports[i], members)))
                .toArray(CompletableFuture[]::new))
        .join();
    joined.awaitCluster();
    return joined;
  }

  private void start(int number, int port, String members) {
    nodes
        .get(number)
        .start(
            "--set", "cluster.enabled=true",
            "--set", "cluster.port=" + port,
            "--set", "cluster.members=" + members);
  }

  private void awaitCluster() {
    Patience.await("both know each other", () -> cluster(nodes.get(0)).getInteger("nodes") == 2);
    Patience.await(
        "one coordinates", () -> isCoordinator(nodes.get(0)) != isCoordinator(nodes.get(1)));
  }

  List<ServerProcess> all() {
    return nodes;
  }

  ServerProcess coordinator() {
    return isCoordinator(nodes.get(0)) ? nodes.get(0) : nodes.get(1);
  }

  ServerProcess other(ServerProcess than) {
    return than == nodes.get(0) ? nodes.get(1) : nodes.get(0);
  }

  static boolean isCoordinator(ServerProcess node) {
    return cluster(node).getString("coordinator").equals("here");
  }

  static JsonObject cluster(ServerProcess node) {
    return new TestClient(node.address()).get("/health/ready").getJsonObject("cluster");
  }

  /** Their next higher ones are the event buses', and most likely free as well. */
  private static int[] freePorts() throws IOException {
    try (ServerSocket one = new ServerSocket(0);
        ServerSocket between = new ServerSocket(0);
        ServerSocket another = new ServerSocket(0)) {
      int first = one.getLocalPort();
      ServerSocket second = Math.abs(first - another.getLocalPort()) > 1 ? another : between;
      return new int[] {first, second.getLocalPort()};
    }
  }

  @Override
  public void close() {
    nodes.forEach(ServerProcess::close);
  }
}
