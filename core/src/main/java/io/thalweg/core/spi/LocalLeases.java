package io.thalweg.core.spi;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The leases of a storage that only one process at a time can have open: nobody else could hold
 * one, so memory keeps them. Thread-safe.
 */
public final class LocalLeases implements LeaseStore {
  private record Held(String holder, long term, long until) {}

  private final LongSupplier clock;
  private final Map<String, Held> leases = new HashMap<>();

  public LocalLeases() {
    this(() -> System.nanoTime() / 1_000_000);
  }

  /**
   * @param clock milliseconds that never go back
   */
  public LocalLeases(LongSupplier clock) {
    this.clock = clock;
  }

  @Override
  public synchronized Future<Lease> lease(String name, String holder, long durationMs) {
    long now = clock.getAsLong();
    Held held = leases.get(name);
    boolean ended = held == null || held.until() <= now;
    if (ended || held.holder().equals(holder)) {
      long term = held == null ? 1 : held.term() + (ended ? 1 : 0);
      held = new Held(holder, term, now + durationMs);
      leases.put(name, held);
    }
    return Future.succeededFuture(new Lease(held.holder(), held.term(), held.until() - now));
  }

  @Override
  public synchronized Future<Void> release(String name, String holder) {
    leases.computeIfPresent(
        name,
        (known, held) ->
            held.holder().equals(holder) ? new Held(holder, held.term(), clock.getAsLong()) : held);
    return Future.succeededFuture();
  }
}
