package io.thalweg.bench.run;

import io.thalweg.bench.target.ProcessUse;
import io.thalweg.bench.target.Server;

/** Reads the clocks of server and generator at the start and at the end of a span. */
public final class CpuMeter {

  private final ProcessUse server;
  private final ProcessUse generator = ProcessUse.ownUse();
  private final double serverAtStart;
  private final double generatorAtStart;
  private final long startNanos = System.nanoTime();

  public CpuMeter(Server server) {
    this.server = server.use();
    this.serverAtStart = secondsOf(this.server);
    this.generatorAtStart = secondsOf(generator);
  }

  public CpuSpan sinceStart() {
    return new CpuSpan(
        (System.nanoTime() - startNanos) / 1e9,
        secondsOf(server) - serverAtStart,
        secondsOf(generator) - generatorAtStart);
  }

  private static double secondsOf(ProcessUse use) {
    return use.cpuSeconds().orElse(Double.NaN);
  }
}
