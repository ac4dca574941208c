package io.thalweg.core.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PersistentArrayTest {
  private final PersistentArray<Integer> numbers =
      PersistentArray.of(IntStream.range(0, 1_000).boxed().toList());

  @Test
  void changesACopyOnly() {
    PersistentArray<Integer> changed = numbers.with(777, -1);

    assertThat(changed.get(777)).isEqualTo(-1);
    assertThat(numbers.get(777)).isEqualTo(777);
    assertThat(changed.size()).isEqualTo(1_000);
    assertThat(numbers.toList())
        .containsExactlyElementsOf(IntStream.range(0, 1_000).boxed().toList());
  }

  @Test
  void tellsWhereItDiffers() {
    PersistentArray<Integer> changed = numbers.with(3, -1).with(999, -2);

    assertThat(differences(changed, numbers)).containsExactly(3, 999);
    assertThat(differences(numbers, numbers)).isEmpty();
  }

  @Test
  void tellsWhatAShorterOneLacks() {
    PersistentArray<Integer> shorter = PersistentArray.of(numbers.toList().subList(0, 998));

    assertThat(differences(numbers, shorter)).containsExactly(998, 999);
  }

  private static List<Integer> differences(
      PersistentArray<Integer> one, PersistentArray<Integer> other) {
    List<Integer> differences = new ArrayList<>();
    one.forEachDifference(other, differences::add);
    return differences;
  }
}
