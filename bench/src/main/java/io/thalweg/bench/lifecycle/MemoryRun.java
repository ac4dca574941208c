package io.thalweg.bench.lifecycle;

import io.thalweg.bench.load.IdleSockets;
import io.thalweg.bench.load.PublishShape;
import io.thalweg.bench.load.PublishWorkload;
import io.thalweg.bench.net.Generator;
import io.thalweg.bench.run.Comparison;
import io.thalweg.bench.run.Round;
import io.thalweg.bench.run.Sample;
import io.thalweg.bench.run.Servers;
import io.thalweg.bench.run.Session;
import io.thalweg.bench.target.ControlClient;
import io.thalweg.bench.target.ServerProcess;
import io.thalweg.bench.target.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Memory of a fresh process in every round: idle, after W1, and with many idle WebSockets on top.
 */
public final class MemoryRun {

  /** A while after the first reply. */
  public static final String IDLE = "idle MB";

  /** After W1. */
  public static final String LOADED = "loaded MB";

  /** After W1, with the WebSockets. */
  public static final String SOCKETS = "with sockets MB";

  /** What each WebSocket added, in KB. */
  public static final String PER_SOCKET = "KB/socket";

  private final Servers servers;
  private final int rounds;
  private final PublishShape load;
  private final int sockets;
  private final Duration rest;
  private final Consumer<String> progress;

  /**
   * @param load what is published before memory is looked at again
   * @param sockets idle WebSockets that are opened then
   * @param rest how long a process is left alone before its memory is read
   */
  public MemoryRun(
      Servers servers,
      int rounds,
      PublishShape load,
      int sockets,
      Duration rest,
      Consumer<String> progress) {
    this.servers = servers;
    this.rounds = rounds;
    this.load = load;
    this.sockets = sockets;
    this.rest = rest;
    this.progress = progress;
  }

  /**
   * Blocks through all rounds; nothing needs warming up, each process is measured from its birth.
   */
  public Comparison run(List<Target> targets) {
    Map<String, List<Sample>> samples = new LinkedHashMap<>();
    targets.forEach(target -> samples.put(target.label(), new ArrayList<>()));
    try (Generator generator = new Generator()) {
      for (int round = 1; round <= rounds; round++) {
        for (Target target : targets) {
          Sample sample = ofFreshProcess(target, generator);
          progress.accept(
              "memory: round " + round + ", " + target.label() + ": " + sample.figures());
          samples.get(target.label()).add(sample);
        }
      }
    }
    return new Comparison("memory", samples);
  }

  private Sample ofFreshProcess(Target target, Generator generator) {
    Path directory = servers.newDirectory(target.label());
    ServerProcess server = servers.startOn(target, directory);
    try {
      return measure(server, generator);
    } finally {
      server.close();
      servers.remove(target, directory);
    }
  }

  private Sample measure(ServerProcess server, Generator generator) {
    Session session = new Session(server, generator, new ControlClient(server.endpoint()));
    FirstReply.secondsOf(server);
    double idle = restedMb(server);
    new PublishWorkload("memory", load).run(session, new Round(1, true));
    double loaded = restedMb(server);
    IdleSockets open = IdleSockets.open(session, sockets);
    double withSockets = restedMb(server);
    open.close();
    return Sample.ofFigures(
        Map.of(
            IDLE, idle,
            LOADED, loaded,
            SOCKETS, withSockets,
            PER_SOCKET, (withSockets - loaded) * 1024 / sockets));
  }

  private double restedMb(ServerProcess server) {
    try {
      Thread.sleep(rest.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return server.use().pssMb().orElse(Double.NaN);
  }
}
