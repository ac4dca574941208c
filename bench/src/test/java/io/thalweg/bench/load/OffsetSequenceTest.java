package io.thalweg.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.bench.target.BenchFailure;
import org.junit.jupiter.api.Test;

class OffsetSequenceTest {

  @Test
  void acceptsWhatComesInOrder() {
    OffsetSequence offsets = new OffsetSequence(5);

    offsets.accept(5);
    offsets.accept(6);

    assertThat(offsets.next()).isEqualTo(7);
  }

  @Test
  void refusesAHoleAndARepeat() {
    assertThatThrownBy(() -> new OffsetSequence(0).accept(1)).isInstanceOf(BenchFailure.class);
    assertThatThrownBy(() -> new OffsetSequence(1).accept(0))
        .isInstanceOf(BenchFailure.class)
        .hasMessageContaining("expected the event at offset 1");
  }
}
