package io.thalweg.core.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AppendResultTest {

  @Test
  void tellsDensePlaces() {
    AppendResult result = AppendResult.dense(3, 40, 1_000, new int[] {2, 0, 1});

    assertThat(result.count()).isEqualTo(3);
    assertThat(result.repeats()).isZero();
    for (int i = 0; i < 3; i++) {
      assertThat(result.offset(i)).isEqualTo(40 + i);
      assertThat(result.partition(i)).isEqualTo(new int[] {2, 0, 1}[i]);
      assertThat(result.timestamp(i)).isEqualTo(1_000);
      assertThat(result.repeat(i)).isFalse();
    }
  }

  @Test
  void takesNoPartitionsForTheFirst() {
    assertThat(AppendResult.dense(2, 0, 0, null).partition(1)).isZero();
  }

  @Test
  void tellsRepeatsFromNewEvents() {
    AppendResult result =
        AppendResult.withRepeats(
            new long[] {-1, 7, -6}, new long[] {10, 30, 20}, new int[] {0, 1, 2});

    assertThat(result.count()).isEqualTo(3);
    assertThat(result.repeats()).isEqualTo(2);
    assertThat(new long[] {result.offset(0), result.offset(1), result.offset(2)})
        .containsExactly(0, 7, 5);
    assertThat(new boolean[] {result.repeat(0), result.repeat(1), result.repeat(2)})
        .containsExactly(true, false, true);
    assertThat(result.timestamp(2)).isEqualTo(20);
    assertThat(result.partition(2)).isEqualTo(2);
  }

  @Test
  void knowsWhichEventsLieLowestAndHighest() {
    AppendResult dense = AppendResult.dense(3, 7, 10, null);
    AppendResult mixed =
        AppendResult.withRepeats(new long[] {-6, 8, 9, -1 - 2}, new long[] {1, 3, 3, 0}, null);

    assertThat(dense.lowest()).isZero();
    assertThat(dense.highest()).isEqualTo(2);
    assertThat(mixed.lowest()).isEqualTo(3);
    assertThat(mixed.highest()).isEqualTo(2);
  }
}
