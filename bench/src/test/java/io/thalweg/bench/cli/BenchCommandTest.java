package io.thalweg.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path dir;

  @Test
  void comparesChildProcessesAndWritesJson() throws Exception {
    Path json = dir.resolve("report.json");

    int exitCode =
        execute(
            "publish --targets bare,bare-fsync --rounds 1 --duration 1s --connections 4"
                + " --jvm=-Xmx128m --work-dir "
                + dir.resolve("work")
                + " --json "
                + json);

    assertThat(err.toString()).doesNotContain("FAILED");
    assertThat(exitCode).isZero();
    assertThat(out.toString()).contains("| bare-fsync |", "events/s / bare (span)");
    JsonObject workload =
        new JsonObject(Files.readString(json)).getJsonArray("workloads").getJsonObject(0);
    JsonObject round = workload.getJsonObject("targets").getJsonArray("bare").getJsonObject(0);
    assertThat(round.getDouble("events/s")).isPositive();
    assertThat(dir.resolve("work")).isEmptyDirectory();
  }

  @Test
  void failsLoudlyWhenAChildDoesNotServe() {
    int exitCode = execute("publish --targets product --product false --work-dir " + dir);

    assertThat(exitCode).isEqualTo(1);
    assertThat(err.toString()).contains("FAILED", "did not say where it serves");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "publish --duration 10|no duration like",
        "publish --connections 0|connections must be at least 1",
        "publish --size 10|at least",
        "consume --events 1500|multiple of 1000",
        "startup --kept much|no size like",
        "growth --of moons|",
        "latency --rate 0|at least one event",
        "publish --batches 3|Unknown option",
        "latency --nodes 3|nodes must be 1 or 2",
        "all --rows 99|there is no row 99",
        "all --rows 1,13|row 13 needs --postgres-uri",
        "all --storage redis|each row says itself",
        "publish --targets raw-redis --redis-uri rediss://localhost|no TLS",
        "''|which workload?"
      })
  void refusesOptionsThatMakeNoSense(String line, String message) {
    int exitCode = execute(line);

    assertThat(exitCode).isEqualTo(2);
    assertThat(err.toString()).contains(message == null ? "" : message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "publish --targets raw-postgres|raw-postgres needs --postgres-uri",
        "publish --targets raw-postgres --postgres-uri postgresql://u@127.0.0.1:1/none|Connection refused",
        "consume --push --targets raw-postgres|push cannot load raw-postgres",
        "publish --storage redis|raw-redis needs --redis-uri",
        "publish --targets raw-redis --redis-uri redis://127.0.0.1:1|Connection refused",
        "latency --nodes 2|several nodes share no directory"
      })
  void failsWithoutAnEngineToLoad(String line, String message) {
    int exitCode = execute(line + " --work-dir " + dir);

    assertThat(exitCode).isEqualTo(1);
    assertThat(err.toString()).contains(message);
  }

  @Test
  void tellsWhichRowsWereNotRunAndWhatTheyNeed() {
    int exitCode = execute("all --quick --product false --work-dir " + dir);

    assertThat(exitCode).isEqualTo(1);
    assertThat(out.toString())
        .contains("row 1 FAILED", "row 13 not run: --postgres-uri", "row 16 not run: --redis-uri");
  }

  @Test
  void namesATargetThatThereIsNot() {
    int exitCode = execute("publish --targets bear --work-dir " + dir);

    assertThat(exitCode).isEqualTo(1);
    assertThat(err.toString()).contains("no target named bear");
  }

  private int execute(String line) {
    CommandLine command = BenchCommand.commandLine();
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return command.execute(line.isEmpty() ? new String[0] : line.split(" "));
  }
}
