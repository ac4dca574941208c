package io.thalweg.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.metrics.MetricsOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Vert.x tells the meter what happens on a server. */
class HttpMeterTest {
  private final HttpMeter meter = new HttpMeter();
  private final Vertx vertx =
      Vertx.builder()
          .with(new VertxOptions().setMetricsOptions(new MetricsOptions().setEnabled(true)))
          .withMetrics(meter)
          .build();
  private final HttpClient client = vertx.createHttpClient();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void countsRequestsByMethodRouteAndStatus() {
    int port = serve("/stream/{stream}/info", 404);

    get(port, "/stream/a/info");
    get(port, "/stream/b/info");

    assertThat(page())
        .contains(
            "thalweg_http_requests_total{method=\"GET\",route=\"/stream/{stream}/info\","
                + "status=\"404\"} 2\n")
        .contains(
            "thalweg_http_request_seconds_count{method=\"GET\","
                + "route=\"/stream/{stream}/info\"} 2\n");
  }

  @Test
  void aRequestThatNoRouteTookIsCountedToo() {
    int port = serve(null, 404);

    get(port, "/nowhere");

    assertThat(page()).contains("{method=\"GET\",route=\"none\",status=\"404\"} 1\n");
  }

  @Test
  void countsConnectionsThatAreOpen() {
    int port = serve("/", 200);

    get(port, "/");

    assertThat(page()).contains("thalweg_http_connections 1\n");
  }

  private int serve(String route, int status) {
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  request.routed(route);
                  request.response().setStatusCode(status).end("x");
                })
            .listen(0, "127.0.0.1")
            .await();
    return server.actualPort();
  }

  private Buffer get(int port, String target) {
    return client
        .request(HttpMethod.GET, port, "127.0.0.1", target)
        .compose(request -> request.send().compose(response -> response.body()))
        .await();
  }

  private String page() {
    PrometheusText text = new PrometheusText();
    meter.writeTo(text);
    return text.toString();
  }
}
