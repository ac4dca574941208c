package io.thalweg.core.group;

import io.thalweg.core.bus.Addresses;
import io.thalweg.core.bus.GroupEndpoint;
import io.thalweg.core.bus.StreamClient;
import io.thalweg.core.bus.TransactionEndpoint;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.function.LongSupplier;

/**
 * Coordinates the groups of this node: one instance a deployment, beside the log verticle, which it
 * stores and reads through. It holds nothing that the storage could not give back.
 */
public final class GroupVerticle extends VerticleBase {
  /** How late a session may be found to be over. */
  static final long TICK_MS = 250;

  static final long STREAMS_EVERY_MS = 1_000;

  private final Addresses addresses;
  private final LongSupplier clock;
  private final GroupMeter meter;
  private Groups groups;
  private GroupEndpoint endpoint;
  private TransactionEndpoint transactions;

  /** Measures sessions on this machine's own clock, which no one can set. */
  public GroupVerticle(Addresses addresses, GroupMeter meter) {
    this(addresses, () -> System.nanoTime() / 1_000_000, meter);
  }

  /**
   * @param clock milliseconds that never go back
   */
  GroupVerticle(Addresses addresses, LongSupplier clock, GroupMeter meter) {
    this.addresses = addresses;
    this.clock = clock;
    this.meter = meter;
  }

  @Override
  public Future<?> start() {
    StreamClient log = new StreamClient(vertx, addresses);
    groups = new Groups(vertx, log, GroupLoads.ofOneNode(log), clock, meter);
    endpoint = GroupEndpoint.open(vertx, addresses, groups);
    transactions = TransactionEndpoint.open(vertx, addresses, new Transactions(groups, log));
    vertx.setPeriodic(TICK_MS, id -> groups.tick());
    vertx.setPeriodic(STREAMS_EVERY_MS, id -> groups.lookAtStreams());
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    return Future.join(endpoint.close(), transactions.close()).onComplete(closed -> groups.close());
  }
}
