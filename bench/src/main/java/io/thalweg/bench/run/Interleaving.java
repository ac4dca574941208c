package io.thalweg.bench.run;

import io.thalweg.bench.net.Generator;
import io.thalweg.bench.target.BenchFailure;
import io.thalweg.bench.target.ControlClient;
import io.thalweg.bench.target.Server;
import io.thalweg.bench.target.Target;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Runs a workload against several targets: all servers live through the whole comparison, and every
 * round loads each of them once (A B C, A B C, ...), after rounds that warm all of them up.
 */
public final class Interleaving {
  private static final int WARM_UPS_MIN = 2;
  private static final int WARM_UPS_MAX = 25;

  private final Servers servers;
  private final int rounds;
  private final Consumer<String> progress;

  public Interleaving(Servers servers, int rounds, Consumer<String> progress) {
    this.servers = servers;
    this.rounds = rounds;
    this.progress = progress;
  }

  public Comparison run(Workload workload, List<Target> targets) {
    Map<String, List<Sample>> samples = new LinkedHashMap<>();
    Deque<Server> started = new ArrayDeque<>();
    try (Generator generator = new Generator()) {
      List<Session> sessions = new ArrayList<>();
      for (Target target : targets) {
        requireDriver(workload, target);
        started.push(servers.start(workload.equip(target)));
        progress.accept(workload.name() + ": preparing " + target.label());
        workload.prepare(session(started.peek(), generator));
        if (workload.restartsWhenPrepared()) {
          Server anew = servers.restart(started.peek());
          started.pop();
          started.push(anew);
        }
        sessions.add(session(started.peek(), generator));
        samples.put(target.label(), new ArrayList<>());
      }
      int warmUps = warmUp(workload, sessions);
      for (int round = 1; round <= rounds * workload.roundsForOne(); round++) {
        runRound(workload, sessions, new Round(warmUps + round, false), "round " + round)
            .forEach((label, sample) -> samples.get(label).add(sample));
      }
    } finally {
      started.forEach(servers::stop);
    }
    return new Comparison(workload.name(), samples);
  }

  private static Session session(Server server, Generator generator) {
    return new Session(server, generator, new ControlClient(server.endpoint()));
  }

  private static void requireDriver(Workload workload, Target target) {
    if (target.isEngine() && !workload.drivesEngines()) {
      throw new BenchFailure(workload.name() + " cannot load " + target.label());
    }
  }

  /**
   * Loads all servers until none of them compiles much any more; returns how many rounds it took.
   */
  private int warmUp(Workload workload, List<Session> sessions) {
    CompilerWatch compilers = new CompilerWatch(sessions);
    int round = 0;
    boolean isCold = true;
    while (round < WARM_UPS_MIN || (isCold && round < WARM_UPS_MAX)) {
      runRound(workload, sessions, new Round(round, true), "warm-up");
      isCold = compilers.sawCompiling();
      round++;
    }
    return round;
  }

  private Map<String, Sample> runRound(
      Workload workload, List<Session> sessions, Round round, String name) {
    Map<String, Sample> samples = new LinkedHashMap<>();
    for (Session session : sessions) {
      DiskRest.await();
      Sample sample = workload.run(session, round);
      progress.accept(
          "%s: %s, %s: %.0f/s"
              .formatted(workload.name(), name, session.label(), sample.eventsPerSecond()));
      samples.put(session.label(), sample);
    }
    return samples;
  }
}
