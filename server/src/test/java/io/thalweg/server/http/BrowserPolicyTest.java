package io.thalweg.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.core.error.StreamException;
import io.thalweg.server.testing.RawConnection;
import io.thalweg.server.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BrowserPolicyTest {
  private static TestServer server;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            GatewayOptions.DEFAULT.withAllowedOrigins(List.of("https://app.example.org")));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String answer(String requestLine, String... headers) {
    return answerTo("127.0.0.1:" + server.port(), requestLine, headers);
  }

  private static String answerTo(String host, String requestLine, String... headers) {
    try (RawConnection connection = new RawConnection(server.port())) {
      String lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
      connection.send(requestLine + " HTTP/1.1\r\nHost: " + host + "\r\n" + lines + "\r\n");
      return connection.readAnswer();
    }
  }

  @Test
  void refusesForeignPages() {
    for (String origin : List.of("https://evil.example", "null", "http://localhost:3000", "")) {
      assertThat(answer("POST /stream/foreign", "Origin: " + origin)).startsWith("HTTP/1.1 403 ");
      assertThat(answer("GET /stream/list", "Origin: " + origin))
          .startsWith("HTTP/1.1 403 ")
          .doesNotContainIgnoringCase("access-control");
    }
    assertThat(answer("GET /stream/list", "Sec-Fetch-Site: cross-site"))
        .startsWith("HTTP/1.1 403 ");
    assertThat(answer("GET /stream/list", "Sec-Fetch-Site: same-site")).startsWith("HTTP/1.1 403 ");
  }

  @Test
  void servesItsOwnPages() {
    assertThat(answer("GET /stream/list", "Origin: http://127.0.0.1:" + server.port()))
        .startsWith("HTTP/1.1 200 ");
    assertThat(answer("GET /stream/list", "Sec-Fetch-Site: same-origin"))
        .startsWith("HTTP/1.1 200 ");
    assertThat(answer("GET /stream/list", "Sec-Fetch-Site: none")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void servesPagesOfAllowedOrigins() {
    assertThat(
            answer(
                "GET /stream/list",
                "Origin: https://app.example.org",
                "Sec-Fetch-Site: cross-site"))
        .startsWith("HTTP/1.1 200 ")
        .containsIgnoringCase("access-control-allow-origin: https://app.example.org\r\n")
        .containsIgnoringCase("vary: origin\r\n");
    assertThat(
            answer(
                "OPTIONS /stream/s/publish",
                "Origin: https://app.example.org",
                "Access-Control-Request-Method: POST",
                "Access-Control-Request-Headers: content-type"))
        .startsWith("HTTP/1.1 204 ")
        .containsIgnoringCase("access-control-allow-methods: POST\r\n")
        .containsIgnoringCase("access-control-allow-headers: content-type\r\n");
  }

  @Test
  void refusesToBeCalledByAnotherName() {
    assertThat(answerTo("evil.example:15500", "GET /stream/list")).startsWith("HTTP/1.1 421 ");
    for (String host : List.of("localhost", "LOCALHOST:1", "127.0.0.1", "[::1]:15500")) {
      assertThat(answerTo(host, "GET /stream/list")).startsWith("HTTP/1.1 200 ");
    }
    assertThat(answerTo("app.example.org", "GET /stream/list")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void listensForOthersOnlyIfToldSo() {
    assertThatThrownBy(() -> options("0.0.0.0", false))
        .isInstanceOf(StreamException.class)
        .hasMessageContaining("http.host")
        .hasMessageContaining("http.allow_remote");
    assertThatThrownBy(() -> options("127.0.0.1.evil.example", false))
        .isInstanceOf(StreamException.class);
    assertThat(options("0.0.0.0", true).host()).isEqualTo("0.0.0.0");
    assertThat(options("127.0.0.2", false).allowRemote()).isFalse();
  }

  private static GatewayOptions options(String host, boolean allowRemote) {
    return new GatewayOptions(
        host, 1, allowRemote, List.of(), ConnectionLimits.DEFAULT, RequestLimits.DEFAULT);
  }
}
