package io.thalweg.storage.redis.testing;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A Redis Cluster of three masters without replicas. Not thread-safe. */
public final class LocalCluster implements AutoCloseable {
  private static final int SLOTS = 16_384;
  private static final int MASTERS = 3;
  private static final int MIGRATE_TIMEOUT_MS = 5_000;

  private final Vertx vertx = Vertx.vertx();
  private final List<LocalRedis> masters = new ArrayList<>();
  private final List<String> ids = new ArrayList<>();

  private LocalCluster() {}

  public static LocalCluster start() {
    LocalCluster cluster = new LocalCluster();
    for (int i = 0; i < MASTERS; i++) {
      cluster.masters.add(
          LocalRedis.start(
              "--cluster-enabled",
              "yes",
              "--cluster-announce-ip",
              "127.0.0.1",
              "--cluster-node-timeout",
              "2000"));
      cluster.ids.add(cluster.say(i, "MYID").toString());
    }
    cluster.join();
    return cluster;
  }

  private void join() {
    for (int i = 0; i < MASTERS; i++) {
      // One by one: before version 7 there are no ranges.
      Stream<Object> slots =
          IntStream.range(SLOTS * i / MASTERS, SLOTS * (i + 1) / MASTERS).boxed().map(slot -> slot);
      say(i, Stream.concat(Stream.of("ADDSLOTS"), slots).toArray());
      say(0, "MEET", "127.0.0.1", masters.get(i).port());
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    for (int i = 0; i < MASTERS; i++) {
      while (!isWhole(i)) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("no cluster: " + say(i, "INFO"));
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }
  }

  private boolean isWhole(int master) {
    String info = say(master, "INFO").toString();
    return info.contains("cluster_state:ok") && info.contains("cluster_size:" + MASTERS);
  }

  public String uri() {
    return masters.get(0).uri();
  }

  public int slotOf(String key) {
    return say(0, "KEYSLOT", key).toInteger();
  }

  /** Which master has a slot. */
  public int ownerOf(int slot) {
    for (Response range : say(0, "SLOTS")) {
      if (slot >= range.get(0).toInteger() && slot <= range.get(1).toInteger()) {
        return ids.indexOf(range.get(2).get(2).toString());
      }
    }
    throw new IllegalStateException("nobody has slot " + slot);
  }

  /**
   * Moves a slot with its keys as {@code redis-cli --cluster reshard} does, a key at a time.
   *
   * @return how many keys moved
   */
  public int move(int slot, int from, int to) {
    say(to, "SETSLOT", slot, "IMPORTING", ids.get(from));
    say(from, "SETSLOT", slot, "MIGRATING", ids.get(to));
    int moved = 0;
    while (true) {
      Response keys = say(from, "GETKEYSINSLOT", slot, 1);
      if (keys.size() == 0) {
        break;
      }
      RedisServers.say(
          vertx,
          masters.get(from).uri(),
          Command.MIGRATE,
          "127.0.0.1",
          masters.get(to).port(),
          keys.get(0).toString(),
          0,
          MIGRATE_TIMEOUT_MS);
      moved++;
    }
    say(to, "SETSLOT", slot, "NODE", ids.get(to));
    for (int i = 0; i < MASTERS; i++) {
      say(i, "SETSLOT", slot, "NODE", ids.get(to));
    }
    return moved;
  }

  /** Starts a replica of a master and waits until it is in step. */
  public LocalRedis replicaOf(int master) {
    LocalRedis replica =
        LocalRedis.start(
            "--cluster-enabled",
            "yes",
            "--cluster-announce-ip",
            "127.0.0.1",
            "--cluster-node-timeout",
            "2000");
    say(replica, "MEET", "127.0.0.1", masters.get(master).port());
    until("the replica knows all", () -> knows(replica, ids.get(master)));
    say(replica, "REPLICATE", ids.get(master));
    until(
        "the replica is in step",
        () ->
            RedisServers.say(vertx, replica.uri(), Command.INFO, "replication")
                .toString()
                .contains("master_link_status:up"));
    until("all know the replica", () -> isKnown(say(replica, "MYID").toString()));
    return replica;
  }

  /** Makes a replica the master, and its master the replica. */
  public void promote(LocalRedis replica) {
    say(replica, "FAILOVER");
    until(
        "it is the master",
        () ->
            RedisServers.say(vertx, replica.uri(), Command.INFO, "replication")
                .toString()
                .contains("role:master"));
  }

  private boolean isKnown(String id) {
    return masters.stream()
        .allMatch(
            each ->
                say(each, "NODES")
                    .toString()
                    .lines()
                    .anyMatch(line -> line.startsWith(id) && line.contains("slave")));
  }

  private boolean knows(LocalRedis one, String id) {
    return say(one, "NODES").toString().contains(id)
        && say(one, "INFO").toString().contains("cluster_state:ok");
  }

  private static void until(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("not in time: " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  private Response say(LocalRedis server, Object... arguments) {
    return RedisServers.say(vertx, server.uri(), Command.CLUSTER, arguments);
  }

  private Response say(int master, Object... arguments) {
    return RedisServers.say(vertx, masters.get(master).uri(), Command.CLUSTER, arguments);
  }

  @Override
  public void close() {
    masters.forEach(LocalRedis::close);
    vertx.close().await();
  }
}
