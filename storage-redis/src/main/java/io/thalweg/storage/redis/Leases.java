package io.thalweg.storage.redis;

import io.thalweg.core.spi.Lease;
import io.thalweg.core.spi.LeaseStore;
import io.vertx.core.Future;

/** Leases, each a hash of its own: see {@code lease.lua}. A failover may lose the last of them. */
final class Leases implements LeaseStore {
  private static final int KEYS = 1;

  private final Servers servers;
  private final Keys keys;

  Leases(Servers servers, Keys keys) {
    this.servers = servers;
    this.keys = keys;
  }

  @Override
  public Future<Lease> lease(String name, String holder, long durationMs) {
    return call(name, holder, durationMs);
  }

  @Override
  public Future<Void> release(String name, String holder) {
    return call(name, holder, 0).mapEmpty();
  }

  private Future<Lease> call(String name, String holder, long durationMs) {
    return servers
        .script(
            keys.leaseSlot(name),
            Script.LEASE,
            server -> Script.LEASE.call(KEYS).arg(keys.lease(name)).arg(holder).arg(durationMs))
        .map(
            reply ->
                new Lease(reply.get(0).toString(), reply.get(1).toLong(), reply.get(2).toLong()));
  }
}
