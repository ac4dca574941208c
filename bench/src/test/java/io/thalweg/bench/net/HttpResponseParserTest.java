package io.thalweg.bench.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HttpResponseParserTest {

  private static final String FIXED =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nCONTENT-length: 7\r\n\r\n{\"a\":1}";
  private static final String CHUNKED =
      "HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n"
          + "3\r\n{\"a\r\nA;x=y\r\n\":12345678\r\n1\r\n}\r\n0\r\nTrailer: x\r\n\r\n";
  private static final String EMPTY = "HTTP/1.1 204 No Content\r\n\r\n";
  private static final String NOTHING = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  private final HttpResponseParser parser = new HttpResponseParser();
  private final List<String> responses = new ArrayList<>();

  @Test
  void readsResponsesCutAtAnyTwoBytes() {
    String all = FIXED + CHUNKED + EMPTY + NOTHING + FIXED;

    for (int first = 0; first <= all.length(); first++) {
      for (int second = first; second <= all.length(); second++) {
        responses.clear();
        read(all.substring(0, first));
        read(all.substring(first, second));
        read(all.substring(second));

        assertThat(responses)
            .as("cut at %d and %d", first, second)
            .containsExactly(
                "200 {\"a\":1}", "201 {\"a\":12345678}", "204 ", "200 ", "200 {\"a\":1}");
      }
    }
  }

  @Test
  void readsResponsesByteByByte() {
    for (char each : (FIXED + CHUNKED).toCharArray()) {
      read(String.valueOf(each));
    }

    assertThat(responses).containsExactly("200 {\"a\":1}", "201 {\"a\":12345678}");
  }

  @Test
  void leavesWhatFollowsAnUpgradeInTheBuffer() {
    ByteBuf in = bytes("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\nframes");

    boolean complete = parser.parse(in);

    assertThat(complete).isTrue();
    assertThat(parser.status()).isEqualTo(101);
    assertThat(in.toString(StandardCharsets.US_ASCII)).isEqualTo("frames");
  }

  @Test
  void growsForALargeBody() {
    String body = "x".repeat(300_000);

    read("HTTP/1.1 200 OK\r\ncontent-length: 300000\r\n\r\n" + body);

    assertThat(responses).containsExactly("200 " + body);
  }

  @Test
  void refusesABodyThatEndsWithTheConnection() {
    assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\n\r\n"))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("Content-Length");
  }

  @Test
  void refusesWhatIsNoHttp() {
    assertThatThrownBy(() -> read("SSH-2.0-OpenSSH\r\n")).isInstanceOf(WireException.class);
    assertThatThrownBy(() -> new HttpResponseParser().parse(bytes("HTTP/1.1 2x0 OK\r\n")))
        .isInstanceOf(WireException.class);
  }

  private void read(String text) {
    ByteBuf in = bytes(text);
    while (parser.parse(in)) {
      responses.add(parser.status() + " " + parser.body().text());
    }
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.US_ASCII));
  }
}
