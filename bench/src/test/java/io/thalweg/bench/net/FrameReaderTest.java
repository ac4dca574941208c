package io.thalweg.bench.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameReaderTest {

  private static final String MEDIUM = "m".repeat(200);
  private static final String LARGE = "L".repeat(70_000);

  private final List<String> told = new ArrayList<>();
  private final FrameReader reader = new FrameReader(new Telling());

  @Test
  void readsFramesCutAtAnyTwoBytes() {
    byte[] all = frames();

    for (int first = 0; first <= all.length; first++) {
      for (int second = first; second <= all.length; second++) {
        told.clear();
        reader.read(Unpooled.wrappedBuffer(all, 0, first));
        reader.read(Unpooled.wrappedBuffer(all, first, second - first));
        reader.read(Unpooled.wrappedBuffer(all, second, all.length - second));

        assertThat(told)
            .as("cut at %d and %d", first, second)
            .containsExactly(
                "text {\"offset\":0}", "text ", "ping hi", "text " + MEDIUM, "text end");
      }
    }
  }

  @Test
  void readsFramesByteByByte() {
    for (byte each : frames()) {
      reader.read(Unpooled.wrappedBuffer(new byte[] {each}));
    }

    assertThat(told).hasSize(5).endsWith("text end");
  }

  @Test
  void readsAFrameWithALongLength() {
    ByteBuf in = Unpooled.buffer();
    write(in, 0x81, LARGE);
    write(in, 0x88, "\u0003\u00e8bye");

    reader.read(in.readSlice(10));
    reader.read(in.readSlice(60_000));
    reader.read(in);

    assertThat(told).containsExactly("text " + LARGE, "close \u0003\u00e8bye");
  }

  @Test
  void refusesFragmentsMasksAndUnknownFrames() {
    assertThatThrownBy(() -> readFrame(0x01, "part"))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("fragmented");
    assertThatThrownBy(() -> readFrame(0x82, "binary")).isInstanceOf(WireException.class);
    assertThatThrownBy(
            () ->
                new FrameReader(new Telling())
                    .read(
                        Unpooled.wrappedBuffer(new byte[] {(byte) 0x81, (byte) 0x80, 0, 0, 0, 0})))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("masked");
  }

  private void readFrame(int head, String payload) {
    ByteBuf in = Unpooled.buffer();
    write(in, head, payload);
    new FrameReader(new Telling()).read(in);
  }

  private static byte[] frames() {
    ByteBuf all = Unpooled.buffer();
    write(all, 0x81, "{\"offset\":0}");
    write(all, 0x81, "");
    write(all, 0x89, "hi");
    write(all, 0x81, MEDIUM);
    write(all, 0x8a, "pong");
    write(all, 0x81, "end");
    byte[] bytes = new byte[all.readableBytes()];
    all.readBytes(bytes);
    return bytes;
  }

  private static void write(ByteBuf out, int head, String payload) {
    out.writeByte(head);
    if (payload.length() < 126) {
      out.writeByte(payload.length());
    } else if (payload.length() < 65_536) {
      out.writeByte(126).writeShort(payload.length());
    } else {
      out.writeByte(127).writeLong(payload.length());
    }
    out.writeCharSequence(payload, StandardCharsets.ISO_8859_1);
  }

  private final class Telling implements FrameReader.Listener {

    @Override
    public void onText(ByteBuf payload, int index, int length) {
      tell("text ", payload, index, length);
    }

    @Override
    public void onPing(ByteBuf payload, int index, int length) {
      tell("ping ", payload, index, length);
    }

    @Override
    public void onClose(ByteBuf payload, int index, int length) {
      tell("close ", payload, index, length);
    }

    private void tell(String kind, ByteBuf payload, int index, int length) {
      told.add(kind + payload.toString(index, length, StandardCharsets.ISO_8859_1));
    }
  }
}
