package io.thalweg.server;

import io.thalweg.core.Thalweg;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.spi.StorageProvider;
import io.thalweg.core.spi.StorageProviders;
import io.thalweg.core.spi.StorageSpi;
import io.thalweg.server.config.ConfigException;
import io.thalweg.server.config.ServerConfig;
import io.thalweg.server.config.StorageConfig;
import io.thalweg.server.http.Gateway;
import io.thalweg.server.http.RouteGroup;
import io.thalweg.server.http.StreamRoutes;
import io.thalweg.server.http.Subscribers;
import io.thalweg.server.http.groups.GroupRoutes;
import io.thalweg.server.http.transactions.TransactionRoutes;
import io.thalweg.server.ops.ClusterView;
import io.thalweg.server.ops.DocsRoutes;
import io.thalweg.server.ops.MeteredStorage;
import io.thalweg.server.ops.Metrics;
import io.thalweg.server.ops.OpsRoutes;
import io.thalweg.server.ops.StorageWatch;
import io.thalweg.server.push.Admission;
import io.thalweg.server.push.PushRoutes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.metrics.MetricsOptions;
import java.util.List;
import java.util.function.Supplier;

/** One node: a Vert.x of its own, the log on the chosen storage, and the gateway in front of it. */
public final class ThalwegServer {
  private final Vertx vertx;
  private final Thalweg thalweg;
  private final Gateway gateway;
  private final String watch;

  /**
   * @param watch the deployment of what watches the storage
   */
  private ThalwegServer(Vertx vertx, Thalweg thalweg, Gateway gateway, String watch) {
    this.vertx = vertx;
    this.thalweg = thalweg;
    this.gateway = gateway;
    this.watch = watch;
  }

  /** Starts a node. On failure nothing is left running. */
  public static Future<ThalwegServer> start(ServerConfig config) {
    Metrics metrics = new Metrics(Version.current());
    try {
      StorageProvider provider = StorageProviders.named(config.storage().type());
      if (config.cluster() != null && !provider.isShared()) {
        throw new ConfigException(
            "cluster.enabled joins nodes on one storage; storage.type "
                + provider.type()
                + " serves only one");
      }
      return node(config, metrics).compose(node -> start(node, config, metrics, provider));
    } catch (RuntimeException refused) {
      return Future.failedFuture(refused);
    }
  }

  private static Future<ThalwegServer> start(
      Node node, ServerConfig config, Metrics metrics, StorageProvider provider) {
    Promise<ThalwegServer> started = Promise.promise();
    openLog(node, config, metrics, provider)
        .compose(thalweg -> openGateway(node, config, metrics, thalweg))
        .onSuccess(started::complete)
        .onFailure(failure -> node.vertx().close().onComplete(closed -> started.fail(failure)));
    return started.future();
  }

  private static Future<Node> node(ServerConfig config, Metrics metrics) {
    VertxOptions options =
        new VertxOptions()
            .setEventLoopPoolSize(config.eventLoops())
            .setMetricsOptions(new MetricsOptions().setEnabled(true))
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setClassPathResolvingEnabled(false)
                    .setFileCachingEnabled(false));
    return Node.start(
        config,
        options,
        Vertx.builder().withTransport(config.transport().transport()).withMetrics(metrics.http()));
  }

  private static Future<Thalweg> openLog(
      Node node, ServerConfig config, Metrics metrics, StorageProvider provider) {
    StorageSpi storage;
    try {
      storage = create(provider, node.vertx(), config.storage());
    } catch (RuntimeException refused) {
      return Future.failedFuture(refused);
    }
    StorageSpi metered = new MeteredStorage(storage, metrics.storage());
    return node.deploy(metered, provider.isShared(), config.log(), metrics.groups());
  }

  private static StorageSpi create(StorageProvider provider, Vertx vertx, StorageConfig config) {
    try {
      return provider.create(vertx, config.options());
    } catch (StreamException refused) {
      throw config.refused(refused);
    }
  }

  private static Future<ThalwegServer> openGateway(
      Node node, ServerConfig config, Metrics metrics, Thalweg thalweg) {
    return Gateway.deploy(
            node.vertx(),
            thalweg.addresses(),
            OpenFiles.leaveRoomFor(config.gateway()),
            new Subscribers(),
            config.eventLoops(),
            routeGroups(config, metrics, () -> node.view(thalweg)))
        .compose(
            gateway ->
                node.vertx()
                    .deployVerticle(new StorageWatch(thalweg.addresses()))
                    .map(watch -> new ThalwegServer(node.vertx(), thalweg, gateway, watch)))
        .recover(failure -> thalweg.close().transform(closed -> Future.failedFuture(failure)));
  }

  /** Makes the paths of one gateway instance; the most called stand first. */
  static Supplier<List<RouteGroup>> routeGroups(
      ServerConfig config, Metrics metrics, Supplier<ClusterView> cluster) {
    Admission admission = new Admission(config.push().readersMax());
    return () ->
        List.of(
            new StreamRoutes(),
            new GroupRoutes(),
            new TransactionRoutes(),
            new PushRoutes(config.push(), admission),
            new OpsRoutes(metrics, cluster),
            new DocsRoutes());
  }

  /** Where the node is reached, such as {@code http://127.0.0.1:15500}. */
  public String url() {
    return gateway.url();
  }

  /**
   * Stops accepting, lets requests under way end, closes sockets with a reason, then closes the
   * storage. Everything that was acknowledged is stored whether this is called or not.
   */
  public Future<Void> stop() {
    // A promise of no context: the event loops end before it is kept.
    Promise<Void> stopped = Promise.promise();
    vertx
        .undeploy(watch)
        .transform(ended -> gateway.close())
        .transform(closed -> thalweg.close())
        .onComplete((closed, failure) -> vertx.close().onComplete(stopped));
    return stopped.future();
  }
}
