package io.thalweg.server.http;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.server.testing.Answer;
import io.thalweg.server.testing.RawConnection;
import io.thalweg.server.testing.TestClient;
import io.thalweg.server.testing.TestServer;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The storage below in trouble, clients that go away, and the end of the server. */
class FaultsTest {
  private static final String EVENT = "{\"event\":\"a\",\"data\":1}";

  private final List<ConsumeRoute> consumeRoutes = new CopyOnWriteArrayList<>();
  private TestServer server;
  private TestClient client;

  @BeforeEach
  void start() {
    RouteGroup watched =
        (routes, context) -> {
          ConsumeRoute route = new ConsumeRoute(context);
          consumeRoutes.add(route);
          routes.on(HttpMethod.GET, "/watched/{stream}/{consumer}", route);
        };
    server = TestServer.start(GatewayOptions.DEFAULT, () -> List.of(watched));
    client = server.client();
    client.post("/stream/s").expect(201);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "OVERLOADED, 503, overloaded, 1",
    "UNAVAILABLE, 503, unavailable, 1",
    "STORAGE_FULL, 507, storage-full, 10",
    "WRITES_CLOSED, 503, writes-closed, 10",
    "CORRUPT, 500, corrupt,",
  })
  void tellsWhatIsWrongBelow(ErrorCode code, int status, String type, String retryAfter) {
    server.memory().failNextWrites(1, code);

    Answer answer = client.post("/stream/s/publish", EVENT).expectProblem(status, type);

    assertThat(answer.header("retry-after")).isEqualTo(retryAfter);
    client.get("/stream/s/consume/c").expect(200);
  }

  @Test
  void acknowledgesNothingBeforeItIsStored() {
    server.memory().holdWrites();
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send(
          "POST /stream/s/publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
              + EVENT.length()
              + "\r\n\r\n"
              + EVENT);
      assertThat(client.get("/stream/s/consume/c").expect(200).events()).isEmpty();
      server.memory().releaseWrites();
      assertThat(connection.readAnswer()).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void forgetsAClientThatGoesAwayWhileItWaits() {
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send("GET /watched/s/c?wait=5m HTTP/1.1\r\nHost: localhost\r\n\r\n");
      awaitWaiting(1);
    }
    awaitWaiting(0);
  }

  @Test
  void answersWhoWaitsWhenItCloses() throws Exception {
    CompletableFuture<Answer> waiting = client.getLater("/watched/s/c?wait=5m");
    awaitWaiting(1);

    TestServer.await(server.closeGateway());

    assertThat(waiting.get(10, SECONDS).expect(200).events()).isEmpty();
  }

  @Test
  void endsARequestUnderWayWhenItCloses() {
    String head = "POST /stream/s/publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: ";
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send(head + EVENT.length() + "\r\nExpect: 100-continue\r\n\r\n");
      assertThat(connection.readAnswer()).startsWith("HTTP/1.1 100 ");
      connection.send(EVENT.substring(0, 5));

      Future<?> closing = server.closeGateway();
      connection.send(EVENT.substring(5));

      assertThat(connection.readToEnd()).startsWith("HTTP/1.1 200 ").contains("\"offset\":0");
      TestServer.await(closing);
    }
  }

  private void awaitWaiting(int count) {
    long deadline = System.nanoTime() + SECONDS.toNanos(10);
    while (consumeRoutes.stream().mapToInt(ConsumeRoute::waiting).sum() != count) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
