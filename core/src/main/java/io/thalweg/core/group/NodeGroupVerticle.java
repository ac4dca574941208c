package io.thalweg.core.group;

import io.thalweg.core.bus.Addresses;
import io.thalweg.core.bus.GroupRouter;
import io.thalweg.core.bus.Leader;
import io.thalweg.core.bus.StreamClient;
import io.thalweg.core.lease.LeaseKeeper;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.function.LongSupplier;

/**
 * The groups of one of several nodes on one storage: coordinated here while this node has the lease
 * for it, and asked for at the node that has it otherwise. One instance a deployment and node,
 * beside the log verticle.
 */
public final class NodeGroupVerticle extends VerticleBase implements Leader {
  private static final Logger LOG = LoggerFactory.getLogger(NodeGroupVerticle.class);

  /** One lease for all groups of the storage, so that a transaction may commit several of them. */
  private static final String LEASE = "groups";

  private final Addresses addresses;
  private final String node;
  private final LongSupplier clock = () -> System.nanoTime() / 1_000_000;
  private final GroupMeter meter;
  private volatile LeaseKeeper lease;
  private Groups groups;
  private GroupRouter router;
  private boolean leads;

  /**
   * @param node this node, by a name that no process had before
   */
  public NodeGroupVerticle(Addresses addresses, String node, GroupMeter meter) {
    this.addresses = addresses;
    this.node = node;
    this.meter = meter;
  }

  @Override
  public Future<?> start() {
    StreamClient log = new StreamClient(vertx, addresses);
    GroupLoads loads = GroupLoads.ofSeveralNodes(new ClaimedGroups(log, this));
    groups = new Groups(vertx, log, loads, clock, meter);
    router = new GroupRouter(vertx, addresses, clock, this, groups, new Transactions(groups, log));
    lease = new LeaseKeeper(vertx, log, clock, LEASE, node, this::leaderChanged);
    vertx.setPeriodic(GroupVerticle.TICK_MS, id -> tick());
    vertx.setPeriodic(GroupVerticle.STREAMS_EVERY_MS, id -> groups.lookAtStreams());
    return router
        .open(node, addresses)
        .compose(open -> lease.start().otherwise(NodeGroupVerticle::startWithoutLease));
  }

  /** A storage that takes no writes at the moment may still be read from. */
  private static Void startWithoutLease(Throwable failure) {
    LOG.warn(
        "groups are not served before the storage can say who coordinates them: "
            + failure.getMessage());
    return null;
  }

  private void tick() {
    if (isHere()) {
      groups.tick();
    }
  }

  private void leaderChanged() {
    if (leads) {
      groups.handOver();
    }
    leads = isHere();
    if (leads) {
      LOG.info("this node coordinates the groups now");
    } else if (node() != null && !vertx.isClustered()) {
      LOG.warn(
          "another server coordinates the groups of this storage; if it was not killed just now,"
              + " this one serves none until they are joined: set cluster.enabled");
    }
    router.leaderChanged();
  }

  @Override
  public String node() {
    LeaseKeeper keeper = lease;
    return keeper == null ? null : keeper.node();
  }

  @Override
  public boolean isHere() {
    LeaseKeeper keeper = lease;
    return keeper != null && keeper.isHere();
  }

  @Override
  public Future<?> stop() {
    return router.close().transform(closed -> lease.stop()).onComplete(stopped -> groups.close());
  }
}
