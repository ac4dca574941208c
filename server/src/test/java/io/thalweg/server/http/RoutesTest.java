package io.thalweg.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.server.testing.Answer;
import io.thalweg.server.testing.TestClient;
import io.thalweg.server.testing.TestServer;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RoutesTest {
  private static TestServer server;
  private static TestClient client;

  @BeforeAll
  static void start() {
    RouteGroup colours =
        (routes, context) ->
            routes
                .on(HttpMethod.GET, "/colour/{name}", RoutesTest::tellName)
                .on(HttpMethod.POST, "/colour/red", exchange -> exchange.response().end("red"))
                .on(
                    HttpMethod.GET,
                    "/bug",
                    exchange -> {
                      throw new IllegalStateException("password=io.thalweg.Secret");
                    });
    server = TestServer.start(GatewayOptions.DEFAULT, () -> List.of(colours));
    client = server.client();
  }

  private static void tellName(Exchange exchange) {
    exchange.response().end(exchange.variable("name"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void decodesVariablesOnce() {
    assertThat(client.get("/colour/bl%75e").body()).isEqualTo("blue");
    assertThat(client.get("/colour/%2575").body()).isEqualTo("%75");
    assertThat(client.get("/colour/%C3%BC").body()).isEqualTo("ü");
  }

  @Test
  void saysWhatIsAllowed() {
    assertThat(client.post("/colour/red").body()).isEqualTo("red");

    Answer answer = client.delete("/bug").expectProblem(405, "method-not-allowed");

    assertThat(answer.header("allow")).isEqualTo("GET");
    client.delete("/colour/blue").expectProblem(405, "method-not-allowed");
  }

  @Test
  void knowsNoOtherPaths() {
    for (String path :
        List.of("/", "/colour", "/colour/", "/colour/a/", "/colour//a", "/colour/a/b", "/x")) {
      client.get(path).expectProblem(404, "path-not-found");
    }
  }

  @Test
  void refusesMalformedEncoding() {
    for (String path : List.of("/colour/%FF", "/colour/%C3", "/colour/%ED%A0%80")) {
      client.get(path).expectInvalid("uri");
    }
  }

  @Test
  void tellsNothingOfABug() {
    Answer answer = client.get("/bug").expectProblem(500, "internal");

    assertThat(answer.body()).doesNotContain("password", "thalweg", "Exception");
  }
}
