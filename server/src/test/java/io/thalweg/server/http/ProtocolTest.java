package io.thalweg.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.server.testing.RawConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent byte by byte: malformed, ambiguous and oversized HTTP. */
class ProtocolTest extends GatewayTest {
  private static final String HOST = "Host: 127.0.0.1\r\n";

  private static RawConnection connect() {
    return new RawConnection(server.port());
  }

  /** The whole of what the server says until it closes the connection. */
  private static String endOf(String request) {
    try (RawConnection connection = connect()) {
      return connection.send(request).readToEnd();
    }
  }

  @Test
  void keepsAConnectionForTheNextRequest() {
    try (RawConnection connection = connect()) {
      String request = "GET /stream/list HTTP/1.1\r\n" + HOST + "\r\n";
      connection.send(request);
      assertThat(connection.readAnswer()).startsWith("HTTP/1.1 200 OK\r\n");
      connection.send(request + request);
      assertThat(connection.readAnswer()).startsWith("HTTP/1.1 200 OK\r\n");
      assertThat(connection.readAnswer())
          .startsWith("HTTP/1.1 200 OK\r\n")
          .containsIgnoringCase("x-content-type-options: nosniff\r\n");
    }
  }

  @ParameterizedTest
  @CsvSource({
    // no Host, two of them, a folded line, a space before the colon, a nameless header
    "GET /stream/list HTTP/1.1||, 400",
    "GET /stream/list HTTP/1.1|Host: 127.0.0.1|Host: localhost||, 400",
    "GET /stream/list HTTP/1.1|Host: 127.0.0.1|X-A: b| c||, 400",
    "GET /stream/list HTTP/1.1|X-A: b|~c|Host: 127.0.0.1||, 400",
    "GET /stream/list HTTP/1.1|Host : 127.0.0.1||, 400",
    "GET /stream/list HTTP/1.1|Host: 127.0.0.1|: x||, 400",
    // lengths that are none, or two
    "POST /stream/x HTTP/1.1|Host: 127.0.0.1|Content-Length: +1||x, 400",
    "POST /stream/x HTTP/1.1|Host: 127.0.0.1|Content-Length: -1||x, 400",
    "POST /stream/x HTTP/1.1|Host: 127.0.0.1|Content-Length: 1|Content-Length: 2||x, 400",
    "POST /stream/x HTTP/1.1|Host: 127.0.0.1|Content-Length: 99999999999999999999||x, 400",
    // transfer codings
    "POST /stream/x HTTP/1.1|Host: 127.0.0.1|Transfer-Encoding: xchunked||0||, 400",
    "POST /stream/x HTTP/1.1|Host: 127.0.0.1|Transfer-Encoding: gzip; chunked||0||, 501",
    "POST /stream/x HTTP/1.1|Host: 127.0.0.1|Transfer-Encoding: identity||, 400",
    "POST /stream/x HTTP/1.0|Host: 127.0.0.1|Transfer-Encoding: chunked||0||, 400",
    "POST /stream/x HTTP/1.1|Host: 127.0.0.1|Content-Length: 5|Transfer-Encoding: chunked||0||, 400",
    "POST /stream/x HTTP/1.0|Host: 127.0.0.1|Content-Length: 5|Transfer-Encoding: chunked||0||, 400",
    "POST /stream/x HTTP/1.1|Host: 127.0.0.1|Transfer-Encoding: identity|Transfer-Encoding: chunked||0||, 501",
    "POST /stream/x HTTP/1.1|Host: 127.0.0.1|Transfer-Encoding: chunked|Transfer-Encoding: identity||0||, 400",
    // lines that end in a line feed alone, other control bytes
    "GET /stream/list HTTP/1.1$Host: 127.0.0.1$$, 400",
    "GET /stream/list HTTP/1.1|Host: 127.0.0.1$X-A: b||, 400",
    "GET /stream/list HTTP/1.1|Host: 127.0.0.1|X-A: b^c||, 400",
    "GET /stream/list HTTP/1.1|Host: 127.0.0.1|X-A: b@c||, 400",
    "@GET /stream/list HTTP/1.1|Host: 127.0.0.1||, 400",
    // other protocols
    "GET /stream/list HTTP/3.0|Host: 127.0.0.1||, 505",
    "GET /stream/list|Host: 127.0.0.1||, 400",
    "nonsense||, 400",
  })
  void refusesAndCloses(String request, int status) {
    String answer =
        endOf(
            request
                .replace("|", "\r\n")
                .replace("~", "\t")
                .replace(";", ",")
                .replace("$", "\n")
                .replace("^", "\r")
                .replace("@", "\1"));

    assertThat(answer).containsPattern("^HTTP/1.[01] " + status + " ");
    assertThat(answer).contains("application/problem+json").doesNotContain("Exception");
    assertThat(answer.split("content-length: ")).as("one answer").hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/stream/x/consume/c?from_offset=%zz",
        "/stream/x/info?a=%",
        "/stream/x/ws/c?event=%g1",
        "/stream/list?prefix=%f",
        "/health/ready?%zz",
        "/nowhere?a=%zz"
      })
  void refusesAQueryThatCannotBeDecoded(String target) {
    String answer = endOf("GET " + target + " HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n");

    assertThat(answer)
        .startsWith("HTTP/1.1 400 ")
        .contains("application/problem+json")
        .contains("\"field\":\"uri\"");
  }

  @Test
  void seesAFoldThatComesByteByByte() {
    try (RawConnection connection = connect()) {
      String request = "GET /stream/list HTTP/1.1\r\n" + HOST + "X-A: b\r\n c\r\n\r\n";
      for (char c : request.toCharArray()) {
        connection.send(String.valueOf(c));
      }
      assertThat(connection.readToEnd()).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void takesABodyThatLooksLikeAFold() {
    String stream = newStream();
    String event = "{\n \"event\":\"a\",\n\t\"data\":\n 1}";
    try (RawConnection connection = connect()) {
      connection.send(
          "POST "
              + stream
              + "/publish HTTP/1.1\r\n"
              + HOST
              + "Content-Length: "
              + event.length()
              + "\r\n\r\n"
              + event);
      assertThat(connection.readAnswer()).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void takesAChunkedBodyByteByByte() {
    String stream = newStream();
    String event = "{\"event\":\"a\",\"data\":1}";
    try (RawConnection connection = connect()) {
      connection.send(
          "POST " + stream + "/publish HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n");
      for (char c : event.toCharArray()) {
        connection.send("1\r\n" + c + "\r\n");
      }
      connection.send("0\r\n\r\n");
      assertThat(connection.readAnswer()).startsWith("HTTP/1.1 200 ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zz\r\nx\r\n0\r\n\r\n",
        "-1\r\nx\r\n0\r\n\r\n",
        "+1\r\nx\r\n0\r\n\r\n",
        "0x1\r\nx\r\n0\r\n\r\n",
        "1;a=\1\n\r\nx\r\n0\r\n\r\n",
        "1;\nx\r\n0\r\n\r\n",
        "1 x\r\nx\r\n0\r\n\r\n",
        "ffffffffffffffff1\r\nx\r\n0\r\n\r\n",
        "1\nx\r\n0\r\n\r\n",
        "1\r\nx\n0\r\n\r\n",
        "1\r\nxx\r\n0\r\n\r\n",
        "1\r\nx\r\n0\n\n",
        "1\r\nx\r\n0\r\nno trailer\r\n\r\n",
      })
  void refusesMalformedChunks(String body) {
    String stream = newStream();
    String answer =
        endOf(
            "POST "
                + stream
                + "/publish HTTP/1.1\r\n"
                + HOST
                + "Transfer-Encoding: chunked\r\n\r\n"
                + body
                + "GET /stream/list HTTP/1.1\r\n"
                + HOST
                + "\r\n");

    assertThat(answer)
        .startsWith("HTTP/1.1 400 Bad Request\r\n")
        .containsOnlyOnce("HTTP/1.")
        .contains("application/problem+json", "\"field\":\"body\"");
    assertThat(client.get(stream + "/info").json().getInteger("message_count")).isZero();
  }

  @Test
  void answersNothingForAMalformedBodyBehindARequestThatStillWaits() {
    String stream = newStream();
    String answer =
        endOf(
            "GET "
                + stream
                + "/consume/c?wait=5m HTTP/1.1\r\n"
                + HOST
                + "\r\nPOST "
                + stream
                + "/publish HTTP/1.1\r\n"
                + HOST
                + "Transfer-Encoding: chunked\r\n\r\nzz\r\n");

    assertThat(answer).isEmpty();
  }

  @Test
  void namesTheHeaderAtFault() {
    assertThat(endOf("GET /stream/list HTTP/1.1\r\n\r\n")).contains("\"field\":\"Host\"");
    assertThat(endOf("GET /stream/list HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
        .contains("\"field\":\"Host\"");
    assertThat(
            endOf(
                "POST /stream/x HTTP/1.1\r\n" + HOST + "Transfer-Encoding: gzip, chunked\r\n\r\n"))
        .contains("\"field\":\"Transfer-Encoding\"");
  }

  @Test
  void limitsTheRequestLineAndTheHeaders() {
    assertThat(endOf("GET /" + "a".repeat(5000) + " HTTP/1.1\r\n" + HOST + "\r\n"))
        .startsWith("HTTP/1.0 414 ");
    assertThat(
            endOf("GET /stream/list HTTP/1.1\r\n" + HOST + "X-A: " + "b".repeat(9000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431 ");
    assertThat(endOf("GET /stream/list HTTP/1.1\r\n" + HOST + "X-A: b\r\n".repeat(3000) + "\r\n"))
        .startsWith("HTTP/1.1 431 ");
  }

  @Test
  void refusesALongBodyBeforeItComes() {
    String answer =
        endOf("POST /stream/x HTTP/1.1\r\n" + HOST + "Content-Length: 99999999999\r\n\r\n");

    assertThat(answer)
        .startsWith("HTTP/1.1 413 ")
        .contains("http.body_bytes_max", "\"field\":\"body\"");
  }

  @Test
  void refusesALongBodyWhileItComes() {
    try (RawConnection connection = connect()) {
      connection.send("POST /stream/x HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n");
      String chunk = "100000\r\n" + " ".repeat(1 << 20) + "\r\n";
      for (int i = 0; i < 17; i++) {
        connection.send(chunk);
      }
      assertThat(connection.readToEnd()).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void saysContinueOnlyToWhatItWillRead() {
    String stream = newStream();
    String event = "{\"event\":\"a\",\"data\":1}";
    String head =
        "POST %s/publish HTTP/1.1\r\n"
            + HOST
            + "Expect: 100-continue\r\nContent-Length: %d\r\n\r\n";
    try (RawConnection connection = connect()) {
      connection.send(head.formatted(stream, event.length()));
      assertThat(connection.readAnswer()).startsWith("HTTP/1.1 100 ");
      connection.send(event);
      assertThat(connection.readAnswer()).startsWith("HTTP/1.1 200 ");
    }
    assertThat(endOf(head.formatted(stream, 1 << 30))).startsWith("HTTP/1.1 413 ");
    assertThat(endOf(head.formatted("/stream/-", 5))).startsWith("HTTP/1.1 400 ");
    assertThat(endOf(head.formatted(stream, 5).replace("100-continue", "more")))
        .startsWith("HTTP/1.1 417 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/stream/../list",
        "/stream/./list",
        "/stream//list",
        "/stream/list/",
        "//stream/list",
        "/stream/%2e%2e/info",
        "/stream/%00/info",
        "/stream/%zz/info",
        "/stream/%/info",
        "/stream/%C3/info",
        "/stream/a%2fb/info",
        "/stream/a\\b/info",
        "/stream/a;b/info",
        "*",
        "http://127.0.0.1/stream/..",
        "stream/list",
        "/",
        "?",
        "/stream/\u00ff/info"
      })
  void takesPathsAsTheyAre(String path) {
    try (RawConnection connection = connect()) {
      connection.send("GET " + path + " HTTP/1.1\r\n" + HOST + "\r\n");
      assertThat(connection.readAnswer())
          .containsPattern("^HTTP/1.1 40[04] ")
          .contains("application/problem+json");
    }
  }

  @Test
  void speaksNoHttp2() {
    assertThat(endOf("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).startsWith("HTTP/1.1 ");
    try (RawConnection connection = connect()) {
      connection.send(
          "GET /stream/list HTTP/1.1\r\n"
              + HOST
              + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n");
      assertThat(connection.readAnswer()).startsWith("HTTP/1.1 200 ");
    }
  }
}
