package io.thalweg.bench.report;

import static io.thalweg.bench.report.GoalResult.Verdict.AIM;
import static io.thalweg.bench.report.GoalResult.Verdict.MISSED;
import static io.thalweg.bench.report.GoalResult.Verdict.MUST;
import static io.thalweg.bench.report.GoalResult.Verdict.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GoalTest {

  private static final Goal RATE = Goal.atLeast("1", "rate", "bare", 0.7, 0.9);
  private static final Goal TIME = Goal.atMost("8", "time", "bare", 2, 1.5);

  @Test
  void judgesARateFromBelow() {
    assertThat(RATE.judge(0.9)).isEqualTo(AIM);
    assertThat(RATE.judge(0.7)).isEqualTo(MUST);
    assertThat(RATE.judge(0.69)).isEqualTo(MISSED);
  }

  @Test
  void judgesATimeFromAbove() {
    assertThat(TIME.judge(1.5)).isEqualTo(AIM);
    assertThat(TIME.judge(2)).isEqualTo(MUST);
    assertThat(TIME.judge(2.01)).isEqualTo(MISSED);
  }

  @Test
  void neverPassesWhatWasNotMeasured() {
    assertThat(TIME.judge(Double.NaN)).isEqualTo(UNKNOWN);
  }

  @Test
  void showsVerdictsInTheTable() {
    String table =
        GoalTable.of(
            List.of(
                new GoalResult(RATE, Spread.of(0.65, 0.6, 0.7)),
                new GoalResult(TIME, Spread.of(1.8))));

    assertThat(table)
        .contains("0.65 (0.60-0.70)", "FAIL", ">= 0.70", "1.80 (1.80-1.80)", "| pass ");
  }
}
