package io.thalweg.server.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.thalweg.core.record.EventBlock;
import io.thalweg.server.json.Scratch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameEncoderTest {
  private final FrameEncoder encoder = new FrameEncoder(new Scratch());

  private ByteBuf encode(EventBlock block, String member) {
    byte[] bytes = member == null ? null : member.getBytes(StandardCharsets.UTF_8);
    return encoder.encode(block, bytes, UnpooledByteBufAllocator.DEFAULT);
  }

  private static List<String> texts(ByteBuf bytes) {
    EmbeddedChannel client =
        new EmbeddedChannel(new WebSocket13FrameDecoder(false, false, 1 << 24));
    client.writeInbound(bytes);
    List<String> texts = new ArrayList<>();
    for (WebSocketFrame frame = client.readInbound(); frame != null; frame = client.readInbound()) {
      assertThat(frame).isInstanceOf(TextWebSocketFrame.class);
      assertThat(frame.isFinalFragment()).isTrue();
      texts.add(frame.content().toString(StandardCharsets.UTF_8));
      frame.release();
    }
    client.finishAndReleaseAll();
    return texts;
  }

  @Test
  void writesAFrameForEachEventInOrder() {
    EventBlock block = Blocks.of(98, "1", "{\"a\": 1.0}", "\"\u00e9\u20ac\ud83d\ude00\"");

    assertThat(texts(encode(block, null)))
        .containsExactly(
            Blocks.json(98, "1"),
            Blocks.json(99, "{\"a\": 1.0}"),
            Blocks.json(100, "\"\u00e9\u20ac\ud83d\ude00\""));
  }

  @ParameterizedTest
  @ValueSource(ints = {124, 125, 126, 127, 65_534, 65_535, 65_536, 3_000_000})
  void choosesTheLengthOfTheHeaderByTheLengthOfTheEvent(int bytes) {
    String data = Blocks.dataFor(bytes);
    ByteBuf encoded = encode(Blocks.of(0, data, "2"), null);

    assertThat(texts(encoded)).containsExactly(Blocks.json(0, data), Blocks.json(1, "2"));
  }

  @Test
  void putsAMemberAtTheStartOfTheFirstEventOnly() {
    List<String> texts = texts(encode(Blocks.of(7, "1", "2"), "\"gap\":{\"from\":3}"));

    assertThat(texts)
        .containsExactly(
            "{\"gap\":{\"from\":3}," + Blocks.json(7, "1").substring(1), Blocks.json(8, "2"));
  }

  @Test
  void keepsNothingOfAHugeBlockBeforeASmallOne() {
    texts(encode(Blocks.of(0, Blocks.dataFor(2_000_000)), null));

    assertThat(texts(encode(Blocks.of(5, "5"), null))).containsExactly(Blocks.json(5, "5"));
  }

  @Test
  void cutsACloseReasonToWholeCharactersThatFit() {
    EmbeddedChannel client = new EmbeddedChannel(new WebSocket13FrameDecoder(false, false, 1024));
    client.writeInbound(Frames.close(4404, "a".repeat(121) + "\ud83d\ude00"));

    CloseWebSocketFrame close = client.readInbound();
    assertThat(close.statusCode()).isEqualTo(4404);
    assertThat(close.reasonText()).isEqualTo("a".repeat(121));
    close.release();
    client.finishAndReleaseAll();
  }

  @Test
  void pingsAreWholeFramesEachTime() {
    EmbeddedChannel client = new EmbeddedChannel(new WebSocket13FrameDecoder(false, false, 1024));
    for (int i = 0; i < 3; i++) {
      client.writeInbound(Frames.ping());
      PingWebSocketFrame ping = client.readInbound();
      assertThat(ping.content().readableBytes()).isZero();
      ping.release();
    }
    client.finishAndReleaseAll();
  }
}
