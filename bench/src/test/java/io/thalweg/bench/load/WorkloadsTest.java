package io.thalweg.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.bench.base.BaseKind;
import io.thalweg.bench.run.Round;
import io.thalweg.bench.run.Sample;
import io.thalweg.bench.run.Workload;
import io.thalweg.bench.target.BenchFailure;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkloadsTest {

  private static final Duration SHORT = Duration.ofMillis(400);

  @TempDir private Path dir;

  @ParameterizedTest
  @EnumSource(
      value = BaseKind.class,
      names = {"BARE", "BARE_FSYNC"})
  void publishesSingleEventsOverManyStreams(BaseKind kind) {
    Workload workload = new PublishWorkload("w1", new PublishShape(8, 1, 200, 3, 4, SHORT));

    Sample sample = run(kind, 0, workload);

    assertThat(sample.events()).isPositive();
    assertThat(sample.latencyMs(50)).isPositive();
    assertThat(sample.seconds()).isEqualTo(0.4);
  }

  @Test
  void publishesBatches() {
    Sample sample =
        run(BaseKind.BARE, 0, new PublishWorkload("w2", new PublishShape(2, 50, 200, 1, 1, SHORT)));

    assertThat(sample.events()).isPositive();
    assertThat(sample.events() % 50).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = BaseKind.class,
      names = {"BARE", "BARE_SENDFILE"})
  void catchesUpInPages(BaseKind kind) {
    Sample sample = run(kind, 5000, new PagesWorkload("pages", new ConsumeShape(5000, 200, 1, 1)));

    assertThat(sample.events()).isEqualTo(5000);
    assertThat(sample.latency().orElseThrow().getTotalCount()).isEqualTo(5);
  }

  @ParameterizedTest
  @EnumSource(
      value = BaseKind.class,
      names = {"BARE", "BARE_FLUSH"})
  void catchesUpPushed(BaseKind kind) {
    Sample sample = run(kind, 5000, new PushWorkload("push", new ConsumeShape(5000, 200, 1, 1)));

    assertThat(sample.events()).isEqualTo(5000);
    assertThat(sample.bytes()).isGreaterThan(5000 * 200);
  }

  @Test
  void clocksEveryArrivalAtEverySubscriber() {
    Sample sample =
        run(
            BaseKind.BARE_FLUSH_FSYNC,
            0,
            new LatencyWorkload("latency", new LatencyShape(200, 5, 200, SHORT)));

    assertThat(sample.events()).isEqualTo(80 * 5);
    assertThat(sample.latency().orElseThrow().getTotalCount()).isEqualTo(80 * 5);
  }

  @Test
  void fansOutUntilTheTimeIsUp() {
    Sample sample =
        run(
            BaseKind.BARE_FLUSH,
            0,
            new FanoutWorkload("fanout", new FanoutShape(10, 20, 5, 200, SHORT)));

    assertThat(sample.events()).isPositive();
    assertThat(sample.seconds()).isGreaterThanOrEqualTo(0.4);
  }

  @Test
  void drainsByAGroup() {
    Workload workload =
        new GroupWorkload("group", new GroupShape(4, new ConsumeShape(9000, 200, 1, 12)));

    Sample sample = run(BaseKind.BARE, 9000, workload);

    assertThat(sample.events()).isEqualTo(9000);
    assertThat(sample.figures()).containsEntry("repeats", 0.0);
  }

  @Test
  void failsWhenAnEventIsMissing() {
    Workload readsMoreThanThereIs = new PagesWorkload("pages", new ConsumeShape(6000, 200, 1, 1));

    assertThatThrownBy(() -> run(BaseKind.BARE, 5000, readsMoreThanThereIs))
        .isInstanceOf(BenchFailure.class);
  }

  @Test
  void failsWhenAnAnswerIsNoSuccess() {
    Workload readsWhatIsNotThere = new PagesWorkload("pages", new ConsumeShape(1000, 200, 1, 1));

    assertThatThrownBy(() -> run(BaseKind.BARE, 0, readsWhatIsNotThere))
        .isInstanceOf(BenchFailure.class)
        .hasMessageContaining("404");
  }

  private Sample run(BaseKind kind, int events, Workload workload) {
    try (BareBaseRunning base = new BareBaseRunning(kind, dir, events)) {
      return workload.run(base.session(), new Round(1, false));
    }
  }
}
