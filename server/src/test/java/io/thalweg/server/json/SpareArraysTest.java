package io.thalweg.server.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpareArraysTest {
  private final SpareArrays arrays = new SpareArrays(1 << 20);

  @Test
  void anArrayThatWasGivenBackIsUsedAgainForWhatItHolds() {
    byte[] array = arrays.take(100_000);
    assertThat(array).hasSize(128 << 10);

    arrays.giveBack(array);

    assertThat(arrays.take(20_000)).isNotSameAs(array).hasSize(32 << 10);
    assertThat(arrays.take(128 << 10)).isSameAs(array);
    assertThat(arrays.take(128 << 10)).isNotSameAs(array);
  }

  @Test
  void smallAndHugeArraysAreAlwaysFreshAndNeverKept() {
    byte[] small = arrays.take(16_383);
    byte[] huge = arrays.take((1 << 20) + 1);
    assertThat(small).hasSize(16_383);
    assertThat(huge).hasSize((1 << 20) + 1);

    arrays.giveBack(small);
    arrays.giveBack(huge);

    assertThat(arrays.take(16_383)).isNotSameAs(small);
    assertThat(arrays.take((1 << 20) + 1)).isNotSameAs(huge);
  }

  @Test
  void noMoreIsKeptThanAllowed() {
    byte[] first = arrays.take(1 << 19);
    byte[] second = arrays.take(1 << 19);
    byte[] third = arrays.take(1 << 19);

    arrays.giveBack(first);
    arrays.giveBack(second);
    arrays.giveBack(third);

    assertThat(arrays.take(1 << 19)).isSameAs(second);
    assertThat(arrays.take(1 << 19)).isSameAs(first);
    assertThat(arrays.take(1 << 19)).isNotSameAs(third).isNotSameAs(second).isNotSameAs(first);
  }

  @Test
  void anArrayOfAnotherSizeIsLeftToTheCollector() {
    byte[] foreign = new byte[100_000];

    arrays.giveBack(foreign);

    assertThat(arrays.take(65_537)).isNotSameAs(foreign);
  }
}
