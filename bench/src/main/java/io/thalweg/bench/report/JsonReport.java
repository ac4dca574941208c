package io.thalweg.bench.report;

import io.thalweg.bench.run.Comparison;
import io.thalweg.bench.run.Sample;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** All samples of all rounds, for programs; what is unknown is left out. */
public final class JsonReport {

  private final JsonArray workloads = new JsonArray();
  private final JsonArray goals = new JsonArray();

  public void add(Comparison comparison) {
    JsonObject targets = new JsonObject();
    comparison.samples().forEach((target, samples) -> targets.put(target, rounds(samples)));
    workloads.add(new JsonObject().put("workload", comparison.workload()).put("targets", targets));
  }

  public void add(GoalResult result) {
    JsonObject goal =
        new JsonObject()
            .put("row", result.goal().row())
            .put("goal", result.goal().title())
            .put("base", result.goal().base())
            .put("must", result.goal().must())
            .put("aim", result.goal().aim())
            .put("verdict", result.verdict().name().toLowerCase(java.util.Locale.ROOT));
    put(goal, "measured", result.measured().median());
    goals.add(goal);
  }

  public void write(Path file) throws IOException {
    JsonObject report =
        new JsonObject()
            .put("java", System.getProperty("java.version"))
            .put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"))
            .put("processors", Runtime.getRuntime().availableProcessors())
            .put("workloads", workloads);
    if (!goals.isEmpty()) {
      report.put("goals", goals);
    }
    Files.writeString(file, report.encodePrettily() + "\n");
  }

  private static JsonArray rounds(List<Sample> samples) {
    JsonArray rounds = new JsonArray();
    for (Sample sample : samples) {
      JsonObject round =
          new JsonObject().put("events", sample.events()).put("seconds", sample.seconds());
      Measure.OF_LOAD.forEach(
          measure -> put(round, measure.name(), measure.reading().applyAsDouble(sample)));
      sample.figures().forEach((name, value) -> put(round, name, value));
      rounds.add(round);
    }
    return rounds;
  }

  private static void put(JsonObject json, String name, double value) {
    if (!Double.isNaN(value) && !Double.isInfinite(value)) {
      json.put(name, value);
    }
  }
}
