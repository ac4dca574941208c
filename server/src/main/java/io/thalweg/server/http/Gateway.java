package io.thalweg.server.http;

import io.thalweg.core.bus.Addresses;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** The gateway of one node: its {@link GatewayVerticle}s, on one port. */
public final class Gateway {
  private final Vertx vertx;
  private final GatewayOptions options;
  private final String deployment;
  private final int port;

  private Gateway(Vertx vertx, GatewayOptions options, String deployment, int port) {
    this.vertx = vertx;
    this.options = options;
    this.deployment = deployment;
    this.port = port;
  }

  /**
   * Starts to listen.
   *
   * @param instances how many event loops serve, at least 1
   * @param groups makes the route groups of one instance
   */
  public static Future<Gateway> deploy(
      Vertx vertx,
      Addresses addresses,
      GatewayOptions options,
      Subscribers subscribers,
      int instances,
      Supplier<List<RouteGroup>> groups) {
    ConnectionLedger ledger = new ConnectionLedger(options.connections());
    List<GatewayVerticle> verticles = new CopyOnWriteArrayList<>();
    Supplier<GatewayVerticle> factory =
        () -> {
          GatewayVerticle verticle =
              new GatewayVerticle(addresses, options, subscribers, ledger, groups.get());
          verticles.add(verticle);
          return verticle;
        };
    return vertx
        .deployVerticle(factory, new DeploymentOptions().setInstances(instances))
        .map(deployment -> new Gateway(vertx, options, deployment, verticles.get(0).port()));
  }

  /** The port that it listens on. */
  public int port() {
    return port;
  }

  /** Where it is reached, such as {@code http://127.0.0.1:15500}. */
  public String url() {
    String host = options.host();
    return "http://"
        + (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host)
        + ":"
        + port;
  }

  /** Stops accepting, lets what is under way end within some seconds, and closes. */
  public Future<Void> close() {
    return vertx.undeploy(deployment);
  }
}
