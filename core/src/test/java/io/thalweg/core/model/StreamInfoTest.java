package io.thalweg.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StreamInfoTest {

  @Test
  void countsWhatIsRetained() {
    StreamInfo info = infoOf(5, 12);

    assertThat(info.messageCount()).isEqualTo(7);
    assertThat(info.maxOffset()).isEqualTo(11);
    assertThat(info.messageCount()).isEqualTo(info.maxOffset() - info.minOffset() + 1);
  }

  @Test
  void endsBeforeItBeginsIfItIsEmpty() {
    StreamInfo info = infoOf(12, 12);

    assertThat(info.messageCount()).isZero();
    assertThat(info.maxOffset()).isEqualTo(11);
  }

  private static StreamInfo infoOf(long minOffset, long head) {
    return new StreamInfo(
        new StreamName("orders"), StreamConfig.DEFAULT, 1, 0, minOffset, head, 100);
  }
}
