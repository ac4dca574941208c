package io.thalweg.core;

import io.thalweg.core.bus.Addresses;
import io.thalweg.core.bus.GroupCalls;
import io.thalweg.core.bus.GroupClient;
import io.thalweg.core.bus.Leader;
import io.thalweg.core.bus.LocalBus;
import io.thalweg.core.group.GroupMeter;
import io.thalweg.core.group.GroupVerticle;
import io.thalweg.core.group.NodeGroupVerticle;
import io.thalweg.core.log.LogOptions;
import io.thalweg.core.log.LogVerticle;
import io.thalweg.core.spi.StorageSpi;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;

/**
 * The verticles of one deployment on somebody's Vert.x. It is a guest there: it sets no global
 * handler, and {@link #close} leaves nothing behind. Several may live side by side under different
 * prefixes, each with a storage of its own.
 */
public final class Thalweg {
  private final Vertx vertx;
  private final Addresses addresses;
  private final Leader coordinator;
  private final Deque<String> deployments = new ArrayDeque<>();

  private Thalweg(Vertx vertx, Addresses addresses, Leader coordinator) {
    this.vertx = vertx;
    this.addresses = addresses;
    this.coordinator = coordinator;
  }

  /**
   * Opens the storage, on which nobody else works, and deploys the verticles.
   *
   * @param prefix what the deployment's bus addresses start with; unique on this Vert.x
   * @param storage not open yet; belongs to the deployment from now on, which closes it
   * @return the running deployment; on failure nothing is left deployed and the storage is closed
   */
  public static Future<Thalweg> deploy(
      Vertx vertx, String prefix, StorageSpi storage, LogOptions options) {
    return deploy(vertx, prefix, storage, options, new GroupMeter());
  }

  /**
   * The same.
   *
   * @param meter of this deployment alone: counts what it does for groups
   */
  public static Future<Thalweg> deploy(
      Vertx vertx, String prefix, StorageSpi storage, LogOptions options, GroupMeter meter) {
    Addresses addresses = new Addresses(prefix);
    GroupVerticle groups = new GroupVerticle(addresses, meter);
    return deploy(vertx, addresses, storage, options, groups, null);
  }

  /**
   * The same as one of several nodes, each with its own storage object on one and the same
   * database: groups work through any of them. A node that may become one of several is deployed so
   * from the beginning: one of them has the lease that says who coordinates the groups.
   *
   * @param vertx clustered with those of the other nodes; one that is not serves groups while no
   *     other node has the lease
   * @param prefix the same on all of them
   * @param storage one that has leases
   * @param meter of this deployment alone: counts what it does for groups
   */
  public static Future<Thalweg> deployNode(
      Vertx vertx, String prefix, StorageSpi storage, LogOptions options, GroupMeter meter) {
    Addresses addresses = new Addresses(prefix);
    String node = UUID.randomUUID().toString();
    NodeGroupVerticle groups = new NodeGroupVerticle(addresses, node, meter);
    return deploy(vertx, addresses, storage, options, groups, groups);
  }

  private static Future<Thalweg> deploy(
      Vertx vertx,
      Addresses addresses,
      StorageSpi storage,
      LogOptions options,
      Deployable groups,
      Leader coordinator) {
    Thalweg thalweg = new Thalweg(vertx, addresses, coordinator);
    try {
      LocalBus.register(vertx, thalweg.addresses);
    } catch (IllegalStateException taken) {
      return Future.failedFuture(taken);
    }
    return thalweg
        .add(new LogVerticle(thalweg.addresses, storage, options, Clock.systemUTC()))
        .compose(deployed -> thalweg.add(groups))
        .map(thalweg)
        .recover(failure -> thalweg.close().transform(closed -> Future.failedFuture(failure)));
  }

  private Future<Void> add(Deployable verticle) {
    return vertx.deployVerticle(verticle).onSuccess(deployments::push).mapEmpty();
  }

  /** Where the deployment's verticles listen: for further verticles such as a gateway. */
  public Addresses addresses() {
    return addresses;
  }

  /** Who coordinates the groups; null for a deployment that is alone. Thread-safe. */
  public Leader coordinator() {
    return coordinator;
  }

  /** Publishes and subscribes from the calling context; to be used there only. */
  public Streams streams() {
    return new Streams(vertx, addresses);
  }

  /** Consumer groups; may be used from any context. */
  public GroupCalls groups() {
    return new GroupClient(vertx, addresses);
  }

  /** Undeploys everything in reverse order and closes the storage. */
  public Future<Void> close() {
    if (deployments.isEmpty()) {
      LocalBus.unregister(vertx, addresses);
      return Future.succeededFuture();
    }
    return vertx.undeploy(deployments.pop()).transform(undeployed -> close());
  }
}
