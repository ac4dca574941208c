package io.thalweg.server.http;

import io.thalweg.core.bus.Addresses;
import io.thalweg.core.bus.StreamClient;
import io.thalweg.core.model.Durability;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One event loop's share of the gateway: a server on the shared port, a table of routes and a
 * client of the log, all its own.
 */
public final class GatewayVerticle extends VerticleBase {
  /** What closing may take, in milliseconds, before connections are cut. */
  static final long CLOSE_MS = 8_000;

  private final Addresses addresses;
  private final GatewayOptions options;
  private final Subscribers subscribers;
  private final List<RouteGroup> groups;
  private final Routes routes = new Routes();
  private final Closing closing = new Closing();
  private HttpServer server;

  /**
   * @param addresses of a deployment that is running
   * @param subscribers shared by all instances of a node
   * @param groups this instance's own, mounted in this order
   */
  public GatewayVerticle(
      Addresses addresses,
      GatewayOptions options,
      Subscribers subscribers,
      List<RouteGroup> groups) {
    this.addresses = addresses;
    this.options = options;
    this.subscribers = subscribers;
    this.groups = List.copyOf(groups);
  }

  @Override
  public Future<?> start() {
    StreamClient log = new StreamClient(vertx, addresses);
    return log.health().compose(health -> listen(log, health.durability()));
  }

  private Future<HttpServer> listen(StreamClient log, Durability durability) {
    CharSequence durabilityHeader = HttpHeaders.createOptimized(durability.label());
    GatewayContext gateway =
        new GatewayContext(vertx, addresses, log, durabilityHeader, options, subscribers, closing);
    groups.forEach(group -> group.mount(routes, gateway));
    server = vertx.createHttpServer(serverOptions()).requestHandler(this::handle);
    // A negative port is shared by the instances of a deployment, as any other is.
    return server.listen(options.port() == 0 ? -1 : options.port(), options.host());
  }

  private HttpServerOptions serverOptions() {
    return new HttpServerOptions().setHttp2ClearTextEnabled(false);
  }

  /** The port that it listens on; after the start only. */
  int port() {
    return server.actualPort();
  }

  private void handle(HttpServerRequest request) {
    Exchange exchange = new Exchange(request, options.requests());
    try {
      route(exchange, request);
    } catch (RuntimeException refused) {
      exchange.fail(refused);
    }
  }

  private void route(Exchange exchange, HttpServerRequest request) {
    Routes.Endpoints endpoints = routes.find(request.path(), exchange);
    if (endpoints == null) {
      throw Refusal.pathNotFound();
    }
    Routes.Route route = endpoints.of(request.method());
    if (route == null) {
      throw Refusal.methodNotAllowed(endpoints.allow());
    }
    exchange.variables(route.variables());
    route.endpoint().handle(exchange);
  }

  @Override
  public Future<?> stop() {
    return closing.begin().transform(told -> server.shutdown(CLOSE_MS, TimeUnit.MILLISECONDS));
  }
}
