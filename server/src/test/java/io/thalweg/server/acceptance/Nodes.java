package io.thalweg.server.acceptance;

import io.thalweg.server.testing.Backend;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server, or two that are joined, on one storage; each a process. Not thread-safe. */
final class Nodes implements AutoCloseable {
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
   * Two that know each other, one of which coordinates. Started one after the other: of two that
   * start at once each may take itself for the first, and they find each other ten seconds later.
   *
   * @param storage the flags that say what the streams are kept in
   */
  static Nodes two(Path folder, List<String> storage) {
    Nodes nodes = new Nodes();
    int[] ports = freePorts();
    String members = "127.0.0.1:" + ports[0] + ",127.0.0.1:" + ports[1];
    try {
      for (int port : ports) {
        ServerProcess node = new ServerProcess(folderOf(port, folder), storage);
        nodes.all.add(node);
        node.start(flags(port, members));
      }
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

  /** Their next higher ones, the event buses', are free as well. */
  private static int[] freePorts() {
    try (PortPair one = PortPair.free();
        PortPair another = PortPair.free()) {
      return new int[] {one.first(), another.first()};
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Two neighbours, held. */
  private record PortPair(ServerSocket lower, ServerSocket upper) implements AutoCloseable {
    static PortPair free() throws IOException {
      while (true) {
        ServerSocket lower = new ServerSocket(0);
        try {
          return new PortPair(lower, new ServerSocket(lower.getLocalPort() + 1));
        } catch (BindException taken) {
          lower.close();
        }
      }
    }

    int first() {
      return lower.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      upper.close();
      lower.close();
    }
  }

  List<ServerProcess> all() {
    return all;
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

  /** The one of two that this is not. */
  ServerProcess other(ServerProcess than) {
    return than == all.get(0) ? all.get(1) : all.get(0);
  }

  /** Waits until all see all, and know who coordinates. */
  void awaitJoined() {
    if (size() > 1) {
      Patience.await(
          "all know each other", () -> all.stream().allMatch(n -> nodesSeenBy(n) == size()));
      Patience.await(
          "one coordinates", () -> all.stream().filter(Nodes::isCoordinator).count() == 1);
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

  /** What went badly wrong in one of them is told, whatever else the test says. */
  @Override
  public void close() {
    all.forEach(ServerProcess::close);
    for (ServerProcess node : all) {
      String log = node.log();
      if (log.contains("SEVERE")) {
        System.out.println("The node " + node.address() + " said:\n" + log);
      }
    }
  }
}
