package io.thalweg.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.bench.cli.BenchCommand;
import io.thalweg.bench.load.ConsumeShape;
import io.thalweg.bench.load.Engine;
import io.thalweg.bench.load.PublishShape;
import io.thalweg.bench.postgres.RawPostgres;
import io.thalweg.bench.redis.RawRedis;
import io.thalweg.bench.run.Sample;
import io.thalweg.bench.target.BenchFailure;
import io.thalweg.bench.target.EngineKind;
import io.thalweg.bench.target.Target;
import io.thalweg.storage.postgres.testing.PostgresServers;
import io.thalweg.storage.redis.testing.LocalRedis;
import io.thalweg.storage.redis.testing.RedisServers;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** Raw engines, and the product on them, on real servers. */
class EngineTargetsTest {

  private static final Duration SHORT = Duration.ofMillis(400);
  private static Vertx vertx;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path dir;

  @BeforeAll
  static void startClients() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopClients() {
    vertx.close().await();
  }

  @ParameterizedTest
  @EnumSource(EngineKind.class)
  void storesWhatItAcknowledges(EngineKind kind) {
    try (Engine engine = open(kind)) {
      Sample single = engine.publish("w1", new PublishShape(8, 1, 200, 1, 1, SHORT));
      Sample batches = engine.publish("w2", new PublishShape(2, 50, 200, 1, 1, SHORT));

      assertThat(single.events()).isPositive();
      assertThat(single.latencyMs(50)).isPositive();
      assertThat(batches.events()).isPositive();
      assertThat(batches.events() % 50).isZero();
    }
    assertThat(keptBy(kind)).isZero();
  }

  @ParameterizedTest
  @EnumSource(EngineKind.class)
  void readsAllPagesThatWereFilledIn(EngineKind kind) {
    ConsumeShape shape = new ConsumeShape(12_000, 200, 1, 1);
    try (Engine engine = open(kind)) {
      engine.fill("pages", shape);

      Sample sample = engine.readPages("pages", shape);

      assertThat(sample.events()).isEqualTo(12_000);
      assertThat(sample.bytes()).isGreaterThan(12_000 * 200);
      assertThat(sample.latency().orElseThrow().getTotalCount()).isEqualTo(12);
    }
    assertThat(keptBy(kind)).isZero();
  }

  @ParameterizedTest
  @EnumSource(EngineKind.class)
  void failsWhenAnEventIsMissing(EngineKind kind) {
    try (Engine engine = open(kind)) {
      engine.fill("pages", new ConsumeShape(5_000, 200, 1, 1));

      assertThatThrownBy(() -> engine.readPages("pages", new ConsumeShape(6_000, 200, 1, 1)))
          .isInstanceOf(BenchFailure.class)
          .hasStackTraceContaining("page of");
    }
  }

  @ParameterizedTest
  @EnumSource(EngineKind.class)
  void comparesTheProductOnAnEngineWithTheEngine(EngineKind kind) {
    int exitCode = execute("publish --connections 4 --duration 1s --rounds 1", kind);

    assertThat(err.toString()).contains("round 1, " + kind.label()).doesNotContain("FAILED");
    assertThat(exitCode).isZero();
    assertThat(out.toString())
        .contains("| product ", "| " + kind.label(), "events/s / " + kind.label() + " (span)");
    assertThat(keptBy(kind)).isZero();
  }

  @ParameterizedTest
  @EnumSource(EngineKind.class)
  void pushesFromOneNodeWhatWasPublishedAtAnother(EngineKind kind) {
    int exitCode = execute("latency --nodes 2 --rate 100 --duration 1s --rounds 1", kind);

    assertThat(err.toString()).doesNotContain("FAILED");
    assertThat(exitCode).isZero();
    assertThat(out.toString()).contains("latency", "| product ", "p99 ms");
  }

  @ParameterizedTest
  @EnumSource(EngineKind.class)
  void drainsAStreamByAGroupUntilNothingIsLeft(EngineKind kind) {
    int exitCode = execute("group --events 20000 --rounds 1 --targets product", kind);

    assertThat(err.toString()).doesNotContain("FAILED");
    assertThat(exitCode).isZero();
    assertThat(out.toString()).contains("| product ");
  }

  @Test
  void loadsNoRedisWithoutAnAppendOnlyFile() {
    try (LocalRedis volatileRedis = LocalRedis.start("--appendonly", "no")) {
      assertThatThrownBy(
              () -> new RawRedis(Target.named(EngineKind.REDIS.label()), volatileRedis.uri()))
          .isInstanceOf(BenchFailure.class)
          .hasMessageContaining("appendonly yes");
    }
  }

  private static Engine open(EngineKind kind) {
    Target target = Target.named(kind.label());
    return switch (kind) {
      case POSTGRES -> new RawPostgres(target, uri(kind));
      case REDIS -> new RawRedis(target, uri(kind));
    };
  }

  private static String uri(EngineKind kind) {
    return switch (kind) {
      case POSTGRES -> PostgresServers.uri();
      case REDIS -> RedisServers.uri();
    };
  }

  /** Schemas, or keys, that the bench has left. */
  private static long keptBy(EngineKind kind) {
    return switch (kind) {
      case POSTGRES ->
          PostgresServers.sql(
                  vertx, "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'thalweg\\_bench%'")
              .iterator()
              .next()
              .getLong(0);
      case REDIS -> RedisServers.say(vertx, uri(kind), Command.KEYS, "thalweg_bench*").size();
    };
  }

  private int execute(String line, EngineKind kind) {
    String product =
        Path.of(System.getProperty("java.home"), "bin", "java")
            + " -cp "
            + System.getProperty("java.class.path")
            + " io.thalweg.server.Main serve";
    CommandLine command = BenchCommand.commandLine();
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    List<String> words = new ArrayList<>(List.of(line.split(" ")));
    words.addAll(List.of("--storage", kind.storage(), kind.uriFlag(), uri(kind)));
    words.addAll(List.of("--work-dir", dir.resolve("work").toString(), "--jvm=-Xmx256m"));
    words.addAll(List.of("--product", product));
    return command.execute(words.toArray(String[]::new));
  }
}
