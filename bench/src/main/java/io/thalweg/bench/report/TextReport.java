package io.thalweg.bench.report;

import io.thalweg.bench.run.Comparison;
import java.util.ArrayList;
import java.util.List;

/**
 * A comparison as a table: the median of every measure, and the ratio of one of them to each base.
 *
 * @param measures the columns, those without any value are left out
 * @param compared what ratios are taken of
 * @param bases the targets that ratios are taken to
 */
public record TextReport(List<Measure> measures, Measure compared, List<String> bases) {

  public String of(Comparison comparison) {
    List<Measure> known =
        measures.stream().filter(measure -> isKnown(measure, comparison)).toList();
    List<String> head = new ArrayList<>(List.of("target"));
    known.forEach(measure -> head.add(measure.name()));
    bases.forEach(base -> head.add(compared.name() + " / " + base + " (span)"));
    Table table = new Table(head);
    comparison.samples().keySet().forEach(target -> table.row(row(comparison, target, known)));
    return comparison.workload() + "\n\n" + table;
  }

  private List<String> row(Comparison comparison, String target, List<Measure> known) {
    List<String> cells = new ArrayList<>(List.of(target));
    known.forEach(measure -> cells.add(Figures.of(measure.spread(comparison.of(target)).median())));
    bases.forEach(
        base ->
            cells.add(
                base.equals(target)
                    ? "1"
                    : Figures.ratio(compared.ratio(comparison.of(target), comparison.of(base)))));
    return cells;
  }

  private static boolean isKnown(Measure measure, Comparison comparison) {
    return comparison.samples().values().stream()
        .anyMatch(samples -> !Double.isNaN(measure.spread(samples).median()));
  }
}
