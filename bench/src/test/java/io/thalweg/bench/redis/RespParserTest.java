package io.thalweg.bench.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.thalweg.bench.net.WireException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RespParserTest {

  private static final String REPLIES =
      "+OK\r\n:42\r\n$-1\r\n$0\r\n\r\n*0\r\n*2\r\n*2\r\n$3\r\n1-0\r\n*2\r\n$1\r\ne\r\n$4\r\na\r\nb\r\n"
          + "*2\r\n$3\r\n2-0\r\n*-1\r\n$2\r\nok\r\n";

  private final List<String> found = new ArrayList<>();
  private final RespParser parser = new RespParser();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1000})
  void cutsRepliesWhateverPiecesTheyComeIn(int pieceBytes) {
    for (int from = 0; from < REPLIES.length(); from += pieceBytes) {
      read(REPLIES.substring(from, Math.min(REPLIES.length(), from + pieceBytes)));
    }

    assertThat(found)
        .containsExactly(
            "OK", "end", "42", "end", "end", "", "end", "end", "1-0", "e", "a\r\nb", "2-0", "end",
            "ok", "end");
  }

  @Test
  void readsStringsThatAreLongerThanItsBuffer() {
    String text = "x".repeat(300_000);

    read("$300000\r\n" + text.substring(0, 100_000));
    read(text.substring(100_000) + "\r\n");

    assertThat(found).containsExactly(text, "end");
  }

  @Test
  void failsOnAnError() {
    assertThatThrownBy(() -> read("-ERR no such command\r\n"))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("ERR no such command");
  }

  private void read(String text) {
    parser.read(
        Unpooled.wrappedBuffer(text.getBytes(US_ASCII)),
        new RespParser.Replies() {
          @Override
          public void string(byte[] array, int from, int length) {
            found.add(new String(array, from, length, US_ASCII));
          }

          @Override
          public void replyEnd() {
            found.add("end");
          }
        });
  }
}
