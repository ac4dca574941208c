package io.thalweg.bench.report;

import io.thalweg.bench.run.Comparison;
import io.thalweg.bench.run.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A comparison as a table: the median of every measure, and the ratio of some of them to each base.
 *
 * @param measures the columns, those without any value are left out
 * @param compared what ratios are taken of
 * @param bases the targets that ratios are taken to
 */
public record TextReport(List<Measure> measures, List<Measure> compared, List<String> bases) {

  public String of(Comparison comparison) {
    List<Measure> known =
        measures.stream().filter(measure -> isKnown(measure, comparison)).toList();
    List<String> head = new ArrayList<>(List.of("target"));
    known.forEach(measure -> head.add(measure.name()));
    forEachRatio((measure, base) -> head.add(measure.name() + " / " + base + " (span)"));
    Table table = new Table(head);
    comparison.samples().keySet().forEach(target -> table.row(row(comparison, target, known)));
    return comparison.workload() + "\n\n" + table;
  }

  private List<String> row(Comparison comparison, String target, List<Measure> known) {
    List<String> cells = new ArrayList<>(List.of(target));
    known.forEach(measure -> cells.add(Figures.of(measure.spread(comparison.of(target)).median())));
    forEachRatio(
        (measure, base) -> cells.add(ratio(measure, comparison.of(target), comparison.of(base))));
    return cells;
  }

  private void forEachRatio(BiConsumer<Measure, String> column) {
    compared.forEach(measure -> bases.forEach(base -> column.accept(measure, base)));
  }

  private static String ratio(Measure measure, List<Sample> samples, List<Sample> reference) {
    return samples == reference ? "1" : Figures.ratio(measure.ratio(samples, reference));
  }

  private static boolean isKnown(Measure measure, Comparison comparison) {
    return comparison.samples().values().stream()
        .anyMatch(samples -> !Double.isNaN(measure.spread(samples).median()));
  }
}
