package io.thalweg.core.lease;

import io.thalweg.core.bus.Leader;
import io.thalweg.core.spi.Lease;
import io.thalweg.core.spi.LeaseStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tries to have a lease, keeps it, and knows who has it. The holder counts from before it asked,
 * and gives the lease up before the storage can give it to another. Belongs to one context, but for
 * {@link #node} and {@link #isHere}, which any thread may ask.
 */
public final class LeaseKeeper implements Leader {
  /** How long nobody coordinates, at the most, after a node was killed. */
  static final long DURATION_MS = 4_000;

  /** Time for what was begun under the lease to reach the storage. */
  static final long GIVEN_UP_BEFORE_MS = 500;

  private static final long RENEWED_EVERY_MS = 1_000;
  private static final long ANSWERS_WITHIN_MS = 1_500;
  private static final long LOOKS_EVERY_MS = 100;

  private final Vertx vertx;
  private final LeaseStore leases;
  private final LongSupplier clock;
  private final String name;
  private final String self;
  private final Runnable onChange;
  private volatile Known known = new Known(null, 0, 0);
  private boolean asking;
  private boolean closed;
  private long askAt;
  private long ticker;

  /**
   * What this node knows.
   *
   * @param node who has the lease; null for nobody
   * @param until when it is not known any longer, on this node's clock
   */
  private record Known(String node, long term, long until) {
    boolean isSameAs(Known other) {
      return Objects.equals(node, other.node) && (node == null || term == other.term);
    }
  }

  /**
   * @param clock milliseconds that never go back, whatever else the machine does
   * @param self this node, by a name that no process had before
   * @param onChange hears when another node has the lease, or none, or this one in another term
   */
  public LeaseKeeper(
      Vertx vertx,
      LeaseStore leases,
      LongSupplier clock,
      String name,
      String self,
      Runnable onChange) {
    this.vertx = vertx;
    this.leases = leases;
    this.clock = clock;
    this.name = name;
    this.self = self;
    this.onChange = onChange;
  }

  /** Asks for the lease from now on. Succeeds when the storage has answered once. */
  public Future<Void> start() {
    ticker = vertx.setPeriodic(LOOKS_EVERY_MS, id -> look());
    return ask();
  }

  private void look() {
    long now = clock.getAsLong();
    Known last = known;
    if (last.node() != null && now >= last.until()) {
      become(new Known(null, last.term(), now));
    }
    if (!asking && now >= askAt) {
      ask();
    }
  }

  private Future<Void> ask() {
    asking = true;
    long askedAt = clock.getAsLong();
    return leases
        .lease(name, self, DURATION_MS)
        .timeout(ANSWERS_WITHIN_MS, TimeUnit.MILLISECONDS)
        .onComplete(
            (lease, failure) -> {
              asking = false;
              askAt = askedAt + RENEWED_EVERY_MS;
              if (failure == null && !closed) {
                learned(lease, askedAt);
              }
            })
        .mapEmpty();
  }

  private void learned(Lease lease, long askedAt) {
    if (lease.isHeldBy(self)) {
      become(new Known(self, lease.term(), askedAt + DURATION_MS - GIVEN_UP_BEFORE_MS));
      return;
    }
    long now = clock.getAsLong();
    long endsAt = now + lease.remainingMs();
    askAt = Math.min(askAt, endsAt);
    become(new Known(lease.remainingMs() > 0 ? lease.holder() : null, lease.term(), endsAt));
  }

  private void become(Known next) {
    Known last = known;
    known = next;
    if (!next.isSameAs(last)) {
      onChange.run();
    }
  }

  @Override
  public String node() {
    return known.node();
  }

  @Override
  public boolean isHere() {
    Known now = known;
    return self.equals(now.node()) && clock.getAsLong() < now.until();
  }

  /** Gives the lease back if this node has it, so that another need not wait for its end. */
  public Future<Void> stop() {
    closed = true;
    vertx.cancelTimer(ticker);
    boolean held = isHere();
    become(new Known(null, known.term(), clock.getAsLong()));
    return held ? leases.release(name, self).otherwiseEmpty() : Future.succeededFuture();
  }
}
