package io.thalweg.core.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The checker must find each planted fault, and nothing where there is none. */
class HistoryTest {
  private static final int EVENTS = 300;

  @Test
  void findsNothingWhereNothingIsWrong() {
    for (long seed = 1; seed <= 200; seed++) {
      Verdict verdict = SampleRun.of(seed, EVENTS).history().check();

      assertThat(verdict.told()).as("seed %d", seed).isEmpty();
      assertThat(verdict.acknowledged()).isPositive();
      assertThat(verdict.unknown()).isPositive();
      assertThat(verdict.stored()).isEqualTo(EVENTS);
      assertThat(verdict.delivered()).isGreaterThanOrEqualTo(EVENTS);
    }
  }

  static List<Plants.Plant> plants() {
    return Plants.all();
  }

  @Test
  void plantsEachAnomalyAndAtLeast25Faults() {
    assertThat(plants()).hasSizeGreaterThanOrEqualTo(25);
    assertThat(plants()).extracting(Plants.Plant::anomaly).contains(Anomaly.values());
  }

  @ParameterizedTest
  @MethodSource("plants")
  void findsWhatWasPlanted(Plants.Plant plant) {
    for (long seed = 1; seed <= 10; seed++) {
      SampleRun run = SampleRun.of(seed, EVENTS);
      plant.into().accept(run);

      Verdict verdict = run.history().check();

      assertThat(verdict.anomalies()).as("seed %d", seed).containsKey(plant.anomaly());
      assertThat(verdict.isClean()).isFalse();
      assertThat(verdict.told()).anyMatch(text -> text.startsWith(plant.anomaly().name()));
    }
  }

  @Test
  void takesACommitThatASeekMovedBackForNoFault() {
    SampleRun run = SampleRun.of(1, EVENTS);
    Position last = run.positions.get(run.positions.size() - 1);
    run.seeks.add(new Seek(last.partition(), 0, last.ended() + 1, last.ended() + 2));
    run.positions.add(new Position(last.partition(), 0, last.ended() + 3, last.ended() + 4));

    assertThat(run.history().check().told()).isEmpty();
  }

  @Test
  void countsFaultsThatHitSomething() {
    SampleRun run = SampleRun.of(1, EVENTS);
    History history = run.history();
    Publish hit = run.publishes.stream().filter(Publish::wasHit).findFirst().orElseThrow();
    history.add(new Fault("kill", hit.begun(), hit.ended()));
    history.add(new Fault("kill of nothing", 90_000_000, 90_000_001));

    Verdict verdict = history.check();

    assertThat(verdict.faults()).isEqualTo(2);
    assertThat(verdict.hits()).isEqualTo(1);
    assertThat(verdict.toString()).startsWith("faults=2 hit=1 acknowledged=");
  }

  @Test
  void saysNothingWithoutTheFinalLog() {
    assertThatThrownBy(() -> new History().check()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void checksAMillionOperationsInAFewSeconds() {
    SampleRun run = SampleRun.of(1, 560_000);
    History history = run.history();
    int operations =
        run.publishes.size() + run.reads.size() + run.polls.size() + run.commits.size();
    long begun = System.nanoTime();

    Verdict verdict = history.check();

    long ms = (System.nanoTime() - begun) / 1_000_000;
    System.out.printf("history checker: %,d operations in %,d ms, %s%n", operations, ms, verdict);
    assertThat(verdict.told()).isEmpty();
    assertThat(operations).isGreaterThan(1_000_000);
  }
}
