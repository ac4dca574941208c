package io.thalweg.bench.run;

import io.thalweg.bench.target.ProcessUse;
import io.thalweg.bench.target.Server;
import java.util.List;

/**
 * Tells from the CPU time of the servers' compiler threads whether all of them are warm. A small
 * server is compiled in some seconds, a large one takes a minute of load and more, in which its
 * compilers take up to a quarter of what it uses: a fixed number of rounds would measure the one
 * warm and the other cold.
 */
final class CompilerWatch {
  private static final double BUSY_CORES = 0.02;

  private final List<Meter> meters;

  private static final class Meter {
    final ProcessUse use;
    double seconds;
    long nanos;

    Meter(Server server) {
      use = server.use();
      read();
    }

    /** The cores that compilers have used since the last time. */
    double read() {
      double secondsNow = use.compilerSeconds();
      long nanosNow = System.nanoTime();
      double cores = (secondsNow - seconds) * 1e9 / (nanosNow - nanos);
      seconds = secondsNow;
      nanos = nanosNow;
      return cores;
    }
  }

  CompilerWatch(List<Session> sessions) {
    meters = sessions.stream().map(session -> new Meter(session.server())).toList();
  }

  /** Whether any server compiled much since the last time that this was asked. */
  boolean sawCompiling() {
    return meters.stream().mapToDouble(Meter::read).max().orElse(0) > BUSY_CORES;
  }
}
