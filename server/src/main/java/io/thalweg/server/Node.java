package io.thalweg.server;

import io.thalweg.core.Thalweg;
import io.thalweg.core.bus.Leader;
import io.thalweg.core.group.GroupMeter;
import io.thalweg.core.log.LogOptions;
import io.thalweg.core.spi.StorageSpi;
import io.thalweg.server.cluster.Clusters;
import io.thalweg.server.config.ServerConfig;
import io.thalweg.server.ops.ClusterView;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.spi.cluster.ClusterManager;

/**
 * A node's Vert.x: alone, or joined with those of other nodes.
 *
 * @param cluster null if it is alone
 */
record Node(Vertx vertx, ClusterManager cluster) {
  private static final String BUS_PREFIX = "thalweg";

  /** Starts it; joins the cluster if there shall be one. */
  static Future<Node> start(ServerConfig config, VertxOptions options, VertxBuilder builder) {
    if (config.cluster() == null) {
      return Future.succeededFuture(new Node(builder.with(options).build(), null));
    }
    Clusters.address(options, config.cluster());
    ClusterManager manager = Clusters.manager(config.cluster());
    return builder
        .with(options)
        .withClusterManager(manager)
        .buildClustered()
        .map(vertx -> new Node(vertx, manager));
  }

  /**
   * Deploys what the server is made of.
   *
   * @param isShared whether others may work on the same storage
   */
  Future<Thalweg> deploy(
      StorageSpi storage, boolean isShared, LogOptions options, GroupMeter groups) {
    return isShared
        ? Thalweg.deployNode(vertx, BUS_PREFIX, storage, options, groups)
        : Thalweg.deploy(vertx, BUS_PREFIX, storage, options, groups);
  }

  /** Null if nobody else may work on its storage. */
  ClusterView view(Thalweg thalweg) {
    Leader leader = thalweg.coordinator();
    if (leader == null) {
      return null;
    }
    ClusterView.Coordinator coordinator =
        leader.isHere()
            ? ClusterView.Coordinator.HERE
            : leader.node() == null
                ? ClusterView.Coordinator.NONE
                : ClusterView.Coordinator.ELSEWHERE;
    return new ClusterView(cluster == null ? 1 : cluster.getNodes().size(), coordinator);
  }
}
