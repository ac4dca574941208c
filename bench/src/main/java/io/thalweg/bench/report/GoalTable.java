package io.thalweg.bench.report;

import java.util.List;

/** Goals and how far they were reached, as a table. */
public final class GoalTable {

  private GoalTable() {}

  public static String of(List<GoalResult> results) {
    Table table =
        new Table(List.of("#", "goal", "base", "must", "aim", "measured (span)", "verdict"));
    for (GoalResult result : results) {
      Goal goal = result.goal();
      String sign = goal.higherIsBetter() ? ">= " : "<= ";
      table.row(
          List.of(
              goal.row(),
              goal.title(),
              goal.base(),
              sign + Figures.of(goal.must()),
              sign + Figures.of(goal.aim()),
              Figures.ratio(result.measured()),
              word(result.verdict())));
    }
    return table.toString();
  }

  private static String word(GoalResult.Verdict verdict) {
    switch (verdict) {
      case AIM:
        return "pass, aim";
      case MUST:
        return "pass";
      case MISSED:
        return "FAIL";
      default:
        return "not measured";
    }
  }
}
