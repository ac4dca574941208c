package io.thalweg.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.bench.run.Comparison;
import io.thalweg.bench.run.CpuSpan;
import io.thalweg.bench.run.Sample;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TextReportTest {

  @Test
  void showsMediansAndRatiosAndLeavesOutWhatIsUnknown() {
    Map<String, List<Sample>> samples = new LinkedHashMap<>();
    samples.put("product", List.of(rate(8000), rate(9000)));
    samples.put("bare", List.of(rate(10_000), rate(10_000)));

    String text =
        new TextReport(Measure.OF_LOAD, List.of(Measure.RATE), List.of("bare"))
            .of(new Comparison("publish", samples));

    assertThat(text)
        .startsWith("publish\n")
        .contains("| product | 8500 ", "| 0.85 (0.80-0.90) ", "| bare    | 10.0 k ")
        .doesNotContain("p99", "us/ev");
  }

  private static Sample rate(long events) {
    return new Sample(events, events, 1, Optional.empty(), CpuSpan.UNKNOWN, Map.of());
  }
}
