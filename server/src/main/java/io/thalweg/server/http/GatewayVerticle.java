package io.thalweg.server.http;

import io.thalweg.core.bus.Addresses;
import io.thalweg.core.bus.StreamClient;
import io.thalweg.server.json.PageJson;
import io.thalweg.server.json.SpareArrays;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop's share of the gateway: a server on the shared port, a table of routes and a
 * client of the log, all its own.
 */
public final class GatewayVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayVerticle.class);

  /** What closing may take, in milliseconds, before connections are cut. */
  static final long CLOSE_MS = 8_000;

  private static final long SPARE_BYTES_MAX = 8 << 20;
  private static final int REQUEST_LINE_BYTES_MAX = 4 << 10;
  private static final int HEADER_BYTES_MAX = 8 << 10;
  private static final int CHUNK_BYTES_MAX = 64 << 10;

  private final Addresses addresses;
  private final GatewayOptions options;
  private final Subscribers subscribers;
  private final ConnectionLedger ledger;
  private final List<RouteGroup> groups;
  private final Closing closing = new Closing();
  private HttpServer server;

  /**
   * @param addresses of a deployment that is running
   * @param subscribers shared by all instances of a node, as is {@code ledger}
   * @param groups this instance's own, mounted in this order
   */
  GatewayVerticle(
      Addresses addresses,
      GatewayOptions options,
      Subscribers subscribers,
      ConnectionLedger ledger,
      List<RouteGroup> groups) {
    this.addresses = addresses;
    this.options = options;
    this.subscribers = subscribers;
    this.ledger = ledger;
    this.groups = List.copyOf(groups);
  }

  @Override
  public Future<?> start() {
    StreamClient log = new StreamClient(vertx, addresses);
    return DurabilityHeader.of(vertx, log).compose(durability -> listen(log, durability));
  }

  private Future<HttpServer> listen(StreamClient log, DurabilityHeader durability) {
    SpareArrays arrays = new SpareArrays(SPARE_BYTES_MAX);
    GatewayContext gateway =
        new GatewayContext(
            vertx, addresses, log, options, subscribers, closing, arrays, new PageJson());
    Routes routes = new Routes(vertx, options, arrays, durability);
    groups.forEach(group -> group.mount(routes, gateway));
    routes.close();
    HttpServerOptions serverOptions = serverOptions();
    ConnectionWatch watch =
        new ConnectionWatch(vertx, ledger, options.connections(), serverOptions);
    server =
        vertx
            .createHttpServer(serverOptions)
            .connectionHandler(watch::admit)
            .invalidRequestHandler(InvalidRequests::refuse)
            .exceptionHandler(failure -> LOG.debug("a connection failed", failure))
            .requestHandler(routes::handle);
    // A negative port is shared by the instances of a deployment, as any other is.
    return server.listen(options.port() == 0 ? -1 : options.port(), options.host());
  }

  private static HttpServerOptions serverOptions() {
    return new HttpServerOptions()
        .setHttp2ClearTextEnabled(false)
        .setMaxInitialLineLength(REQUEST_LINE_BYTES_MAX)
        .setMaxHeaderSize(HEADER_BYTES_MAX)
        .setMaxChunkSize(CHUNK_BYTES_MAX)
        .setHandle100ContinueAutomatically(false)
        .setCompressionSupported(false)
        .setDecompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setTcpKeepAlive(true);
  }

  /** The port that it listens on; after the start only. */
  int port() {
    return server.actualPort();
  }

  @Override
  public Future<?> stop() {
    Future<Void> told = closing.begin();
    return server.shutdown(CLOSE_MS, TimeUnit.MILLISECONDS).eventually(() -> told);
  }
}
