package io.thalweg.server.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final int BYTES_MAX = 1000;

  private final EncodedBytes.Memory memory = new EncodedBytes.Memory(5000);
  private final AtomicInteger rooms = new AtomicInteger();
  private final Outbox outbox = new Outbox(BYTES_MAX, memory, rooms::incrementAndGet);

  private EncodedBytes encoded(int bytes) {
    ByteBuf buffer = UnpooledByteBufAllocator.DEFAULT.directBuffer(bytes).writeZero(bytes);
    return new EncodedBytes(buffer, memory);
  }

  @Test
  void hasRoomUntilTheLimitIsOnItsWay() {
    outbox.writing(999);
    assertThat(outbox.hasRoom()).isTrue();
    outbox.writing(1);
    assertThat(outbox.hasRoom()).isFalse();
  }

  @Test
  void saysOnceThatThereIsRoomAgainWhenHalfIsGone() {
    outbox.writing(1200);
    assertThat(outbox.hasRoom()).isFalse();
    outbox.written(600);
    assertThat(rooms).hasValue(0);
    outbox.written(100);
    assertThat(rooms).hasValue(1);
    outbox.written(500);
    assertThat(rooms).hasValue(1);
  }

  @Test
  void saysNothingAboutRoomToOneThatWasNotFull() {
    outbox.writing(10);
    assertThat(outbox.hasRoom()).isTrue();
    outbox.written(10);
    assertThat(rooms).hasValue(0);
  }

  @Test
  void hasRoomOnlyWhenAllIsGoneWhileMemoryIsShort() {
    EncodedBytes others = encoded(5000);
    outbox.writing(10);
    assertThat(outbox.hasRoom()).isFalse();
    outbox.written(4);
    assertThat(rooms).hasValue(0);
    outbox.written(6);
    assertThat(rooms).hasValue(1);
    assertThat(outbox.hasRoom()).isTrue();
    others.letGo();
  }

  @Test
  void takesABlockHoweverLargeIfNothingIsOnItsWay() {
    outbox.writing(50_000);
    assertThat(outbox.hasRoom()).isFalse();
    outbox.written(50_000);
    assertThat(rooms).hasValue(1);
  }

  @Test
  void knowsWhetherTheKernelTookAnything() {
    outbox.writing(10);
    assertThat(outbox.takeMoved()).isFalse();
    outbox.written(10);
    assertThat(outbox.takeMoved()).isTrue();
    assertThat(outbox.takeMoved()).isFalse();
  }

  @Test
  void takesNothingButEventsForAMove() {
    outbox.writing(1200);
    assertThat(outbox.hasRoom()).isFalse();
    outbox.writtenAside(1200);
    assertThat(outbox.takeMoved()).isFalse();
    assertThat(rooms).hasValue(1);
    assertThat(outbox.unsent()).isZero();
  }

  @Test
  void countsSharedBytesOnceUntilTheLastLetsGo() {
    EncodedBytes bytes = encoded(300);
    bytes.hold();
    ByteBuf written = bytes.toWrite();
    assertThat(memory.used()).isEqualTo(300);

    bytes.letGo();
    written.release();
    assertThat(memory.used()).isEqualTo(300);
    bytes.letGo();

    assertThat(memory.used()).isZero();
    assertThat(written.refCnt()).isZero();
  }
}
