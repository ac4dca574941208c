package io.thalweg.bench.lifecycle;

import io.thalweg.bench.load.Burst;
import io.thalweg.bench.load.GrowthShape;
import io.thalweg.bench.load.GrowthWorkload;
import io.thalweg.bench.load.PublishShape;
import io.thalweg.bench.net.Generator;
import io.thalweg.bench.run.Comparison;
import io.thalweg.bench.run.Sample;
import io.thalweg.bench.run.Servers;
import io.thalweg.bench.run.Session;
import io.thalweg.bench.target.ControlClient;
import io.thalweg.bench.target.ServerProcess;
import io.thalweg.bench.target.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Start to first reply: of every target on an empty directory; of the product also on what it
 * keeps, after a clean stop and after {@code kill -9} right behind the last answer of a load.
 */
public final class StartupRun {

  /** On an empty directory, in seconds. */
  public static final String EMPTY = "empty s";

  /** With the kept bytes, after a clean stop, in seconds. */
  public static final String STOPPED = "after stop s";

  /** With the kept bytes, after {@code kill -9}, in seconds. */
  public static final String KILLED = "after kill -9 s";

  private static final Duration LOAD_BEFORE_KILL = Duration.ofSeconds(2);
  private static final int CALLERS = 64;

  private final Servers servers;
  private final int rounds;
  private final GrowthShape kept;
  private final PublishShape burst;
  private final Consumer<String> progress;

  /**
   * @param kept what the product keeps while it is stopped and killed
   */
  public StartupRun(Servers servers, int rounds, GrowthShape kept, Consumer<String> progress) {
    this.servers = servers;
    this.rounds = rounds;
    this.kept = kept;
    this.burst = new PublishShape(CALLERS, 1, kept.size(), 1, 1, LOAD_BEFORE_KILL);
    this.progress = progress;
  }

  /** Blocks for as long as it takes to fill and to start again and again. */
  public Comparison run(List<Target> targets) {
    Map<String, Path> filled = new HashMap<>();
    Map<String, List<Sample>> samples = new LinkedHashMap<>();
    try (Generator generator = new Generator()) {
      for (Target target : targets) {
        samples.put(target.label(), new ArrayList<>());
        if (target.isProduct()) {
          filled.put(target.label(), fill(target, generator));
        }
      }
      for (int round = 0; round <= rounds; round++) {
        for (Target target : targets) {
          Sample sample = Sample.ofFigures(starts(target, filled.get(target.label()), generator));
          progress.accept(
              "startup: round " + round + ", " + target.label() + ": " + sample.figures());
          if (round > 0) {
            samples.get(target.label()).add(sample);
          }
        }
      }
    } finally {
      targets.stream()
          .filter(target -> filled.containsKey(target.label()))
          .forEach(target -> servers.remove(target, filled.get(target.label())));
    }
    return new Comparison("startup", samples);
  }

  private Map<String, Double> starts(Target target, Path filled, Generator generator) {
    Map<String, Double> figures = new HashMap<>();
    Path empty = servers.newDirectory(target.label());
    ServerProcess first = servers.startOn(target, empty);
    figures.put(EMPTY, FirstReply.secondsOf(first));
    first.close();
    servers.remove(target, empty);
    if (filled != null) {
      ServerProcess stopped = servers.startOn(target, filled);
      figures.put(STOPPED, FirstReply.secondsOf(stopped));
      killUnderLoad(stopped, generator);
      ServerProcess killed = servers.startOn(target, filled);
      figures.put(KILLED, FirstReply.secondsOf(killed));
      killed.close();
    }
    return figures;
  }

  private Path fill(Target target, Generator generator) {
    progress.accept("startup: filling " + target.label());
    Path directory = servers.newDirectory(target.label());
    ServerProcess server = servers.startOn(target, directory);
    new GrowthWorkload("kept", kept).prepare(session(server, generator));
    server.close();
    return directory;
  }

  private void killUnderLoad(ServerProcess server, Generator generator) {
    Burst.publish(session(server, generator), "burst-" + server.startedNanos(), burst);
    server.kill();
  }

  private static Session session(ServerProcess server, Generator generator) {
    return new Session(server, generator, new ControlClient(server.endpoint()));
  }
}
