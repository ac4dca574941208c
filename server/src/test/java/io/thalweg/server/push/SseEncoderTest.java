package io.thalweg.server.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.thalweg.core.record.EventBlock;
import io.thalweg.server.json.Scratch;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SseEncoderTest {
  private final SseEncoder encoder = new SseEncoder(new Scratch());

  private String encode(EventBlock block, String member) {
    byte[] bytes = member == null ? null : member.getBytes(StandardCharsets.UTF_8);
    ByteBuf encoded = encoder.encode(block, bytes, UnpooledByteBufAllocator.DEFAULT);
    String text = encoded.toString(StandardCharsets.UTF_8);
    encoded.release();
    return text;
  }

  @Test
  void writesOffsetAndJsonOfEachEvent() {
    assertThat(encode(Blocks.of(41, "1", "\"\u20ac\""), null))
        .isEqualTo(
            "id: 41\ndata: "
                + Blocks.json(41, "1")
                + "\n\nid: 42\ndata: "
                + Blocks.json(42, "\"\u20ac\"")
                + "\n\n");
  }

  @Test
  void givesEachLineOfTheDataAFieldOfItsOwn() {
    String text = encode(Blocks.of(0, "{\n\"a\":\r\n1,\r\"b\":2\n\n}"), null);

    assertThat(text)
        .isEqualTo(
            ("id: 0\ndata: " + Blocks.json(0, "{|\"a\":||1,|\"b\":2||}") + "\n\n")
                .replace("|", "\ndata: "));
    assertThat(text.lines().filter(line -> !line.isEmpty()))
        .allMatch(line -> line.startsWith("data: ") || line.equals("id: 0"));
  }

  @Test
  void putsAMemberAtTheStartOfTheFirstEventOnly() {
    assertThat(encode(Blocks.of(7, "1", "2"), "\"gap\":{\"from\":3}"))
        .isEqualTo(
            "id: 7\ndata: {\"gap\":{\"from\":3},"
                + Blocks.json(7, "1").substring(1)
                + "\n\nid: 8\ndata: "
                + Blocks.json(8, "2")
                + "\n\n");
  }
}
