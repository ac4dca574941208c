package io.thalweg.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thalweg.bench.run.CpuSpan;
import io.thalweg.bench.run.Sample;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class MeasureTest {

  @Test
  void takesRatiosRoundByRoundBeforeItTakesTheirMedian() {
    List<Sample> product = List.of(rate(10), rate(90), rate(40));
    List<Sample> base = List.of(rate(20), rate(100), rate(50));

    Spread ratio = Measure.RATE.ratio(product, base);

    assertThat(ratio).isEqualTo(new Spread(0.8, 0.5, 0.9));
  }

  @Test
  void comparesDifferentFiguresOfTwoTargets() {
    List<Sample> product = List.of(Sample.ofFigures(Map.of("kept s", 3.0)));
    List<Sample> base = List.of(Sample.ofFigures(Map.of("empty s", 2.0)));

    Spread ratio = Measure.figure("kept s").ratio(product, base, Measure.figure("empty s"));

    assertThat(ratio.median()).isEqualTo(1.5);
  }

  @Test
  void readsRatesLatenciesAndCpuOffASample() {
    Histogram latency = new Histogram(3);
    latency.recordValue(2_000_000);
    Sample sample =
        new Sample(
            1000,
            2_000_000,
            2,
            Optional.of(latency),
            new CpuSpan(2, 0.01, 1, 0.5),
            Map.of("x", 7.0));

    assertThat(Measure.RATE.reading().applyAsDouble(sample)).isEqualTo(500);
    assertThat(Measure.MEGABYTES.reading().applyAsDouble(sample)).isEqualTo(1);
    assertThat(Measure.P99.reading().applyAsDouble(sample)).isCloseTo(2, within(0.01));
    assertThat(Measure.SERVER_MICROS.reading().applyAsDouble(sample)).isEqualTo(10);
    assertThat(Measure.GENERATOR_CORES.reading().applyAsDouble(sample)).isEqualTo(0.5);
    assertThat(Measure.OTHER_CORES.reading().applyAsDouble(sample)).isEqualTo(0.25);
    assertThat(Measure.figure("x").reading().applyAsDouble(sample)).isEqualTo(7);
    assertThat(Measure.figure("y").reading().applyAsDouble(sample)).isNaN();
  }

  private static Sample rate(long events) {
    return new Sample(events, 0, 1, Optional.empty(), CpuSpan.UNKNOWN, Map.of());
  }
}
