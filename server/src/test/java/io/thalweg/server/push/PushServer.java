package io.thalweg.server.push;

import io.netty.buffer.PooledByteBufAllocator;
import io.thalweg.core.contract.InMemoryStorage;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventFields;
import io.thalweg.core.spi.StorageSpi;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.server.http.GatewayOptions;
import io.thalweg.server.http.RouteGroup;
import io.thalweg.server.testing.TestClient;
import io.thalweg.server.testing.TestServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** A server with the push routes, and clients for them. */
final class PushServer implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  final Admission admission;
  final PooledByteBufAllocator allocator = new PooledByteBufAllocator(true);
  final List<PushRoutes> routes = new CopyOnWriteArrayList<>();
  final TestServer server;
  final TestClient http;
  private final PushOptions options;
  private final Vertx clientVertx = Vertx.vertx();
  private final WebSocketClient client =
      clientVertx.createWebSocketClient(
          new WebSocketClientOptions()
              .setMaxConnections(5_000)
              .setMaxFrameSize(32 << 20)
              .setMaxMessageSize(32 << 20)
              .setTryUsePerMessageCompression(true));

  private final HttpClientAgent httpClient =
      clientVertx.createHttpClient(new PoolOptions().setHttp1MaxSize(1_000));

  PushServer(PushOptions options) {
    this(options, GatewayOptions.DEFAULT);
  }

  PushServer(PushOptions options, GatewayOptions gateway) {
    this(options, gateway, InMemoryStorage::new);
  }

  PushServer(PushOptions options, GatewayOptions gateway, Function<Vertx, StorageSpi> newStorage) {
    this.options = options;
    this.admission = new Admission(options.readersMax());
    this.server = TestServer.startOn(newStorage, gateway, this::groups);
    this.http = server.client();
  }

  private List<RouteGroup> groups() {
    PushRoutes group = new PushRoutes(options, admission, allocator);
    routes.add(group);
    return List.of(group);
  }

  StreamName create(String name) {
    return create(name, StreamConfig.DEFAULT);
  }

  StreamName create(String name, StreamConfig config) {
    StreamName stream = new StreamName(name);
    TestServer.await(server.storage().createStream(stream, config));
    return stream;
  }

  boolean exists(String name) {
    return !TestServer.await(server.storage().streams(name, "", 1)).isEmpty();
  }

  /** Publishes one batch of events with the data {@code 0}, {@code 1}, ... */
  void publish(StreamName stream, int events) {
    String[] data = new String[events];
    for (int i = 0; i < events; i++) {
      data[i] = Integer.toString(i);
    }
    publish(stream, "t", data);
  }

  void publish(StreamName stream, String type, String... data) {
    EventBatch.Builder batch = EventBatch.builder(256);
    EventFields fields = new EventFields();
    for (String json : data) {
      batch.add(fields.type(type).data(json));
    }
    WriteBatch write = WriteBatch.of(StreamAppend.of(stream, batch.build()));
    TestServer.await(server.storage().write(List.of(write)));
  }

  TestSocket open(String path) {
    return TestServer.await(connect(path, null));
  }

  Future<TestSocket> connect(String path, String origin) {
    WebSocketConnectOptions to =
        new WebSocketConnectOptions().setHost("127.0.0.1").setPort(server.port()).setURI(path);
    if (origin != null) {
      to.addHeader("Origin", origin);
    }
    String controls = path.contains("/group/") ? "GroupControl" : "Control";
    return client.connect(to).map(socket -> new TestSocket(socket, controls));
  }

  /** Opens an event source; {@code headers} are names and values by turns. */
  EventSource listen(String path, String... headers) {
    return TestServer.await(
        httpClient
            .request(HttpMethod.GET, server.port(), "127.0.0.1", path)
            .compose(
                request -> {
                  for (int i = 0; i < headers.length; i += 2) {
                    request.putHeader(headers[i], headers[i + 1]);
                  }
                  return request.send();
                })
            .map(EventSource::new));
  }

  /** What no client is waiting for any more has been given back. */
  void awaitNoMemoryInUse() {
    await("buffers are given back", () -> allocator.pinnedDirectMemory() == 0);
  }

  long unsentBytes() {
    return routes.stream().mapToLong(PushRoutes::unsentBytes).sum();
  }

  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + DEADLINE + ": " + what);
      }
      LockSupport.parkNanos(500_000);
    }
  }

  /** For a client that takes its time. */
  static void pause(long ms) {
    LockSupport.parkNanos(ms * 1_000_000);
  }

  @Override
  public void close() {
    TestServer.await(clientVertx.close());
    server.close();
  }
}
