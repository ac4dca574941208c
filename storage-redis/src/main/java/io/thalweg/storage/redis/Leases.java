package io.thalweg.storage.redis;

import io.thalweg.core.spi.Lease;
import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/** Leases by the server's clock: each call is one script on one key. */
final class Leases {
  /** About thirty thousand years, so that the end stays a number that scripts know exactly. */
  private static final long DURATION_MS_MAX = 1_000_000_000_000_000L;

  private final Servers servers;
  private final Keys keys;

  Leases(Servers servers, Keys keys) {
    this.servers = servers;
    this.keys = keys;
  }

  Future<Lease> lease(String name, String holder, long durationMs) {
    return servers
        .script(
            keys.leaseSlot(name),
            Script.LEASE,
            server -> call(Script.LEASE, name, holder).arg(Math.min(durationMs, DURATION_MS_MAX)))
        .map(Leases::lease);
  }

  Future<Void> release(String name, String holder) {
    return servers
        .script(keys.leaseSlot(name), Script.RELEASE, server -> call(Script.RELEASE, name, holder))
        .mapEmpty();
  }

  private Request call(Script script, String name, String holder) {
    return script.call(1).arg(keys.lease(name)).arg(holder);
  }

  private static Lease lease(Response reply) {
    return new Lease(reply.get(0).toString(), reply.get(1).toLong(), reply.get(2).toLong());
  }
}
