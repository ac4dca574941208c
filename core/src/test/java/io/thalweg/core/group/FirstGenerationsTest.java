package io.thalweg.core.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FirstGenerationsTest {
  private static final long NOW_MS = 1_795_310_269_123L;
  private static final long LAST_MS = 3_700_000_000_000L;

  @Test
  void fitWhatJavaScriptReadsExactly() {
    long last = new FirstGenerations(() -> LAST_MS, new Random(1)).next();

    assertThat(last).isBetween(1L << 52, (1L << 53) - 1);
  }

  @Test
  void ascendWithTime() {
    long earlier = new FirstGenerations(() -> NOW_MS, new Random(1)).next();
    long later = new FirstGenerations(() -> NOW_MS + 1_000, new Random(2)).next();

    assertThat(later).isGreaterThan(earlier);
  }

  @Test
  void areAboveThoseOfGroupsThatEndedHereWhateverTheClockSays() {
    FirstGenerations generations = new FirstGenerations(() -> NOW_MS, new Random(1));
    long ended = generations.next() + (1L << 40);

    generations.ended(ended);

    assertThat(generations.next()).isGreaterThan(ended);
  }

  @Test
  void differAlthoughTheClockOfAnotherNodeSaysTheSame() {
    Set<Long> starts = new HashSet<>();
    for (int seed = 0; seed < 100; seed++) {
      starts.add(new FirstGenerations(() -> NOW_MS, new Random(seed)).next() / 10);
    }

    assertThat(starts).hasSize(100);
  }
}
