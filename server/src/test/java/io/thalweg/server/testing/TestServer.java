package io.thalweg.server.testing;

import io.thalweg.core.Thalweg;
import io.thalweg.core.contract.InMemoryStorage;
import io.thalweg.core.group.GroupMeter;
import io.thalweg.core.log.LogOptions;
import io.thalweg.core.spi.StorageSpi;
import io.thalweg.server.config.SocketTransport;
import io.thalweg.server.http.Gateway;
import io.thalweg.server.http.GatewayOptions;
import io.thalweg.server.http.RouteGroup;
import io.thalweg.server.http.StreamRoutes;
import io.thalweg.server.http.Subscribers;
import io.thalweg.server.http.groups.GroupRoutes;
import io.thalweg.server.http.transactions.TransactionRoutes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A whole gateway, two event loops wide, on a port of its own, with sockets as the server has them;
 * over {@link InMemoryStorage} unless another is wanted.
 */
public final class TestServer implements AutoCloseable {
  private static final int INSTANCES = 2;
  private static final long DEADLINE_S = 20;

  private final Vertx vertx =
      Vertx.builder().withTransport(SocketTransport.AUTO.transport()).build();
  private final StorageSpi storage;
  private final Subscribers subscribers = new Subscribers();
  private final Thalweg thalweg;
  private final Gateway gateway;

  private TestServer(
      Function<Vertx, StorageSpi> newStorage,
      GatewayOptions options,
      Supplier<List<RouteGroup>> furtherGroups,
      GroupMeter meter) {
    storage = newStorage.apply(vertx);
    thalweg = await(Thalweg.deploy(vertx, "test", storage, LogOptions.DEFAULT, meter));
    gateway =
        await(
            Gateway.deploy(
                vertx,
                thalweg.addresses(),
                options.withPort(0),
                subscribers,
                INSTANCES,
                () -> withStreamRoutes(furtherGroups.get())));
  }

  private static List<RouteGroup> withStreamRoutes(List<RouteGroup> furtherGroups) {
    List<RouteGroup> groups = new ArrayList<>();
    groups.add(new StreamRoutes());
    groups.add(new GroupRoutes());
    groups.add(new TransactionRoutes());
    groups.addAll(furtherGroups);
    return groups;
  }

  /** With the default options and the stream routes. */
  public static TestServer start() {
    return start(GatewayOptions.DEFAULT);
  }

  /** With the stream routes; the port is ignored. */
  public static TestServer start(GatewayOptions options) {
    return start(options, List::of);
  }

  /** With the stream routes and others; the port is ignored. */
  public static TestServer start(GatewayOptions options, Supplier<List<RouteGroup>> furtherGroups) {
    return start(options, furtherGroups, new GroupMeter());
  }

  /** The same, and its groups are counted. */
  public static TestServer start(
      GatewayOptions options, Supplier<List<RouteGroup>> furtherGroups, GroupMeter meter) {
    return new TestServer(InMemoryStorage::new, options, furtherGroups, meter);
  }

  /** With the stream routes, over another storage. */
  public static TestServer startOn(Function<Vertx, StorageSpi> newStorage) {
    return startOn(newStorage, GatewayOptions.DEFAULT, List::of);
  }

  /** With the stream routes and others, over another storage; the port is ignored. */
  public static TestServer startOn(
      Function<Vertx, StorageSpi> newStorage,
      GatewayOptions options,
      Supplier<List<RouteGroup>> furtherGroups) {
    return new TestServer(newStorage, options, furtherGroups, new GroupMeter());
  }

  /** A new client of this server. */
  public TestClient client() {
    return new TestClient(gateway.port());
  }

  public int port() {
    return gateway.port();
  }

  public Vertx vertx() {
    return vertx;
  }

  /** The storage below. */
  public StorageSpi storage() {
    return storage;
  }

  /** The same, which is in memory, for faults. */
  public InMemoryStorage memory() {
    return (InMemoryStorage) storage;
  }

  public Subscribers subscribers() {
    return subscribers;
  }

  public Thalweg thalweg() {
    return thalweg;
  }

  /** Closes the gateway only. */
  public Future<Void> closeGateway() {
    return gateway.close();
  }

  @Override
  public void close() {
    await(gateway.close().recover(closedBefore -> Future.succeededFuture()));
    await(thalweg.close());
    await(vertx.close());
  }

  /** The future's result, within a deadline. Not to be called on an event loop. */
  public static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(DEADLINE_S, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw new AssertionError(failed.getCause());
    } catch (TimeoutException late) {
      throw new AssertionError("nothing within " + DEADLINE_S + " s", late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }
}
