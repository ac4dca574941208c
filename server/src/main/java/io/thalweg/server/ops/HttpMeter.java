package io.thalweg.server.ops;

import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import io.vertx.core.spi.observability.HttpRequest;
import io.vertx.core.spi.observability.HttpResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts requests, connections and sockets: Vert.x tells it. Thread-safe; shared by all event
 * loops.
 */
public final class HttpMeter
    implements VertxMetricsFactory,
        VertxMetrics,
        HttpServerMetrics<HttpMeter.RequestInFlight, HttpMeter.Socket, HttpMeter.Socket> {
  private static final String UNROUTED = "none";
  private static final int STATUS_MAX = 600;

  private final Map<HttpMethod, Map<String, RouteCounts>> routes = new ConcurrentHashMap<>();
  private final LongAdder connections = new LongAdder();
  private final LongAdder webSockets = new LongAdder();
  private final LongAdder webSocketsOpened = new LongAdder();
  private final LongAdder bytesRead = new LongAdder();
  private final LongAdder bytesWritten = new LongAdder();

  /** Stands for a connection or a WebSocket, of which nothing but the number is kept. */
  public enum Socket {
    OPEN
  }

  /** A request whose answer is not out yet. */
  public static final class RequestInFlight {
    private final HttpMethod method;
    private final long startNanos = System.nanoTime();
    private String route = UNROUTED;

    private RequestInFlight(HttpMethod method) {
      this.method = method;
    }
  }

  private static final class RouteCounts {
    final AtomicReferenceArray<LongAdder> byStatus = new AtomicReferenceArray<>(STATUS_MAX);
    final Histogram took = new Histogram();

    void count(int status, long nanos) {
      int index = status > 0 && status < STATUS_MAX ? status : 0;
      LongAdder known = byStatus.get(index);
      if (known == null) {
        byStatus.compareAndSet(index, null, new LongAdder());
        known = byStatus.get(index);
      }
      known.increment();
      took.record(nanos);
    }
  }

  @Override
  public VertxMetrics metrics(VertxOptions options) {
    return this;
  }

  @Override
  public HttpServerMetrics<?, ?, ?> createHttpServerMetrics(
      HttpServerOptions options, SocketAddress address) {
    return this;
  }

  @Override
  public boolean isMetricsEnabled() {
    return true;
  }

  @Override
  public RequestInFlight requestBegin(Socket connection, HttpRequest request) {
    return new RequestInFlight(request.method());
  }

  @Override
  public void requestRouted(RequestInFlight request, String route) {
    request.route = route == null ? UNROUTED : route; // the router's own handlers have no name
  }

  @Override
  public void responseEnd(RequestInFlight request, HttpResponse response, long bytes) {
    counts(request).count(response.statusCode(), System.nanoTime() - request.startNanos);
  }

  private RouteCounts counts(RequestInFlight request) {
    return routes
        .computeIfAbsent(request.method, method -> new ConcurrentHashMap<>())
        .computeIfAbsent(request.route, route -> new RouteCounts());
  }

  @Override
  public Socket connected(SocketAddress remote, String name) {
    connections.increment();
    return Socket.OPEN;
  }

  @Override
  public void disconnected(Socket connection, SocketAddress remote) {
    connections.decrement();
  }

  @Override
  public Socket connected(Socket connection, RequestInFlight request, ServerWebSocket socket) {
    webSockets.increment();
    webSocketsOpened.increment();
    return Socket.OPEN;
  }

  @Override
  public void disconnected(Socket webSocket) {
    webSockets.decrement();
  }

  @Override
  public void bytesRead(Socket connection, SocketAddress remote, long bytes) {
    bytesRead.add(bytes);
  }

  @Override
  public void bytesWritten(Socket connection, SocketAddress remote, long bytes) {
    bytesWritten.add(bytes);
  }

  void writeTo(PrometheusText text) {
    text.gauge("thalweg_http_connections", "Connections that are open now.")
        .sample("thalweg_http_connections", connections.sum())
        .gauge("thalweg_websockets", "WebSockets that are open now.")
        .sample("thalweg_websockets", webSockets.sum())
        .counter("thalweg_websockets_opened_total", "WebSockets that were opened.")
        .sample("thalweg_websockets_opened_total", webSocketsOpened.sum())
        .counter("thalweg_http_received_bytes_total", "Bytes of bodies and frames received.")
        .sample("thalweg_http_received_bytes_total", bytesRead.sum())
        .counter("thalweg_http_sent_bytes_total", "Bytes of bodies and frames sent.")
        .sample("thalweg_http_sent_bytes_total", bytesWritten.sum());
    text.counter("thalweg_http_requests_total", "Requests answered, by route and status.");
    forEachRoute((method, route, counts) -> writeStatuses(text, method, route, counts));
    text.histogram("thalweg_http_request_seconds", "From a request's headers to its answer's end.");
    forEachRoute(
        (method, route, counts) ->
            counts.took.writeTo(
                text, "thalweg_http_request_seconds", "method", method, "route", route));
  }

  private static void writeStatuses(
      PrometheusText text, String method, String route, RouteCounts counts) {
    for (int status = 0; status < STATUS_MAX; status++) {
      LongAdder count = counts.byStatus.get(status);
      if (count != null) {
        text.sample(
            "thalweg_http_requests_total",
            count.sum(),
            "method",
            method,
            "route",
            route,
            "status",
            String.valueOf(status));
      }
    }
  }

  private void forEachRoute(RouteVisitor visitor) {
    routes.forEach(
        (method, byRoute) ->
            byRoute.forEach((route, counts) -> visitor.visit(method.name(), route, counts)));
  }

  private interface RouteVisitor {
    void visit(String method, String route, RouteCounts counts);
  }
}
