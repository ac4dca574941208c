package io.thalweg.server.ops;

import io.thalweg.core.bus.LogHealth;
import io.thalweg.server.http.Exchange;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;

/**
 * Whether this node should get requests, and if not why.
 *
 * @param health null if the log did not say
 * @param cluster null for a node that is alone
 * @param detail for the operator; empty if all is well
 */
record Readiness(boolean ready, LogHealth health, ClusterView cluster, String detail) {
  private static final int UNAVAILABLE = 503;

  static Readiness of(LogHealth health, ClusterView cluster, boolean closing) {
    if (closing) {
      return new Readiness(false, health, cluster, "the server is stopping");
    }
    boolean serves = health.storage().reads() && health.storage().writes();
    return new Readiness(serves, health, cluster, health.storage().detail());
  }

  static Readiness unknown(Throwable failure) {
    return new Readiness(false, null, null, "the log does not answer: " + failure.getMessage());
  }

  void answer(Exchange exchange) {
    exchange.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    if (ready) {
      exchange.json(200, body(new JsonObject().put("status", "ready")));
      return;
    }
    exchange
        .response()
        .setStatusCode(UNAVAILABLE)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .end(body(problem()).toBuffer());
  }

  private JsonObject problem() {
    return new JsonObject()
        .put("type", "/problems/not-ready")
        .put("title", "Not ready")
        .put("status", UNAVAILABLE)
        .put("detail", detail);
  }

  private JsonObject body(JsonObject json) {
    if (health != null) {
      json.put("reads", health.storage().reads())
          .put("writes", health.storage().writes())
          .put("durability", health.durability().label())
          .put("queued_bytes", health.queuedBytes());
    }
    if (cluster != null) {
      json.put("cluster", cluster.json());
    }
    return json;
  }
}
