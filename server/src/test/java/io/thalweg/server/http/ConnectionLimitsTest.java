package io.thalweg.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.server.testing.RawConnection;
import io.thalweg.server.testing.TestServer;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Slow and many connections; the limits are short here, so that the tests are. */
class ConnectionLimitsTest {
  private static final int CONNECTIONS_MAX = 8;
  private static final String HEAD = "GET /stream/list HTTP/1.1\r\nHost: localhost\r\n";
  private static final String TIMEOUT =
      "{\"type\":\"/problems/request-timeout\",\"title\":\"Request timeout\",\"status\":408,"
          + "\"detail\":\"the request came more slowly than http.header_timeout and"
          + " http.body_bytes_per_second_min allow\"}";
  private static TestServer server;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            GatewayOptions.DEFAULT.withConnections(
                new ConnectionLimits(CONNECTIONS_MAX, CONNECTIONS_MAX, 300, 1000, 600)));
    server.client().post("/stream/s").expect(201);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static RawConnection connect() {
    return new RawConnection(server.port());
  }

  @Test
  void closesOneThatSaysNothing() {
    try (RawConnection connection = connect()) {
      assertThat(connection.readToEnd()).isEmpty();
    }
  }

  @Test
  void closesOneThatDripsItsHeaders() throws Exception {
    try (RawConnection connection = connect()) {
      connection.send(HEAD);
      Thread drip = drip(connection, "X: y\r\n");
      assertThat(connection.readToEnd()).startsWith("HTTP/1.1 408 ").endsWith(TIMEOUT);
      drip.join();
    }
  }

  @Test
  void closesOneThatDripsItsBody() throws Exception {
    try (RawConnection connection = connect()) {
      connection.send(
          "POST /stream/s/publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\n");
      Thread drip = drip(connection, " ");
      assertThat(connection.readToEnd()).startsWith("HTTP/1.1 408 ").endsWith(TIMEOUT);
      drip.join();
    }
  }

  @Test
  void closesOneThatStopsInItsSecondRequest() {
    try (RawConnection connection = connect()) {
      connection.send(HEAD + "\r\n" + HEAD);
      assertThat(connection.readAnswer()).startsWith("HTTP/1.1 200 ");
      assertThat(connection.readToEnd()).startsWith("HTTP/1.1 408 ");
    }
  }

  @Test
  void closesAnIdleOne() {
    try (RawConnection connection = connect()) {
      connection.send(HEAD + "\r\n");
      assertThat(connection.readAnswer()).startsWith("HTTP/1.1 200 ");
      assertThat(connection.readToEnd()).isEmpty();
    }
  }

  @Test
  void keepsOneThatWaitsForEvents() {
    try (RawConnection connection = connect()) {
      connection.send("GET /stream/s/consume/c?wait=1500ms HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(connection.readAnswer()).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void closesThoseAboveTheLimitAndServesAgainWhenThereIsRoom() {
    List<RawConnection> connections = new ArrayList<>();
    for (int i = 0; i < 3 * CONNECTIONS_MAX; i++) {
      connections.add(connect());
    }
    assertThat(connections.get(connections.size() - 1).readToEnd()).isEmpty();
    connections.forEach(RawConnection::close);

    String answer = "";
    for (long deadline = System.nanoTime() + 10_000_000_000L;
        answer.isEmpty() && System.nanoTime() < deadline; ) {
      try (RawConnection connection = connect()) {
        answer = connection.send(HEAD + "\r\n").readAnswer();
      } catch (java.io.UncheckedIOException refused) {
        // Closed before it could send: those that were closed are not gone yet.
      }
    }
    assertThat(answer).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void countsTheConnectionsOfEachAddressByItself() throws Exception {
    ConnectionLedger ledger =
        new ConnectionLedger(new ConnectionLimits(3, 2, 10_000, 1024, 60_000), 10_000);
    InetAddress greedy = InetAddress.getByName("192.0.2.1");
    InetAddress other = InetAddress.getByName("192.0.2.2");

    assertThat(ledger.enter(greedy)).isTrue();
    assertThat(ledger.enter(greedy)).isTrue();
    assertThat(ledger.enter(greedy)).as("one too many of this address").isFalse();
    assertThat(ledger.enter(other)).isTrue();
    assertThat(ledger.enter(other)).as("one too many in all").isFalse();
    ledger.leave(greedy);
    assertThat(ledger.enter(greedy)).isTrue();
    assertThat(ledger.open()).isEqualTo(3);
  }

  @Test
  void leavesDescriptorsToTheRestOfTheProcess() {
    ConnectionLimits many = new ConnectionLimits(20_000, 20_000, 10_000, 1024, 60_000);
    ConnectionLedger ledger = new ConnectionLedger(many, 300);
    int entered = 0;
    while (ledger.enter(InetAddress.getLoopbackAddress())) {
      entered++;
    }
    assertThat(entered).isEqualTo(150);
  }

  private static Thread drip(RawConnection connection, String drop) {
    Thread thread =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < 40; i++) {
                  connection.send(drop);
                  Thread.sleep(50);
                }
              } catch (RuntimeException | InterruptedException closed) {
                // The server has had enough.
              }
            });
    thread.start();
    return thread;
  }
}
