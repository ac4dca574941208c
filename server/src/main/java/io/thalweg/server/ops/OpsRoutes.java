package io.thalweg.server.ops;

import io.thalweg.core.bus.LogHealth;
import io.thalweg.core.bus.StreamClient;
import io.thalweg.server.http.Exchange;
import io.thalweg.server.http.GatewayContext;
import io.thalweg.server.http.RouteGroup;
import io.thalweg.server.http.Routes;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Health and metrics: {@code /health/live}, {@code /health/ready}, {@code /metrics}. */
public final class OpsRoutes implements RouteGroup {
  /** An operator's probe wants an answer while something hangs. */
  private static final long HEALTH_WAIT_MS = 2_000;

  private static final JsonObject LIVE = new JsonObject().put("status", "live");

  private final Metrics metrics;
  private final Supplier<ClusterView> cluster;
  private GatewayContext gateway;

  /** For a node that is alone. */
  public OpsRoutes(Metrics metrics) {
    this(metrics, () -> null);
  }

  /**
   * @param cluster says how the node's cluster is; null for a node that is alone. Any thread may
   *     ask it
   */
  public OpsRoutes(Metrics metrics, Supplier<ClusterView> cluster) {
    this.metrics = metrics;
    this.cluster = cluster;
  }

  @Override
  public void mount(Routes routes, GatewayContext context) {
    gateway = context;
    routes
        .show("/health/live", OpsRoutes::live)
        .show("/health/ready", this::ready)
        .show("/metrics", this::metrics);
  }

  private static void live(Exchange exchange) {
    exchange.query().refuseOthers();
    exchange.json(200, LIVE);
  }

  private void ready(Exchange exchange) {
    exchange.query().refuseOthers();
    StreamClient log = gateway.log();
    log.health()
        .timeout(HEALTH_WAIT_MS, TimeUnit.MILLISECONDS)
        .map(health -> Readiness.of(health, cluster.get(), gateway.closing().begun()))
        .otherwise(Readiness::unknown)
        .onSuccess(readiness -> readiness.answer(exchange));
  }

  private void metrics(Exchange exchange) {
    exchange.query().refuseOthers();
    gateway
        .log()
        .health()
        .timeout(HEALTH_WAIT_MS, TimeUnit.MILLISECONDS)
        .otherwise((LogHealth) null)
        .onSuccess(health -> send(exchange, metrics.page(health, gateway.subscribers())));
  }

  private static void send(Exchange exchange, String page) {
    exchange
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, PrometheusText.CONTENT_TYPE)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(Buffer.buffer(page));
  }
}
