package io.thalweg.bench.run;

import io.thalweg.bench.target.MachineUse;
import io.thalweg.bench.target.ProcessUse;
import io.thalweg.bench.target.Server;

/** Reads the clocks of server and generator at the start and at the end of a span. */
public final class CpuMeter {

  private final ProcessUse server;
  private final ProcessUse generator = ProcessUse.ownUse();
  private final double serverAtStart;
  private final double generatorAtStart;
  private final double machineAtStart;
  private final long startNanos = System.nanoTime();

  public CpuMeter(Server server) {
    this.server = server.use();
    this.serverAtStart = secondsOf(this.server);
    this.generatorAtStart = secondsOf(generator);
    this.machineAtStart = machineSeconds();
  }

  public CpuSpan sinceStart() {
    double serverSeconds = secondsOf(server) - serverAtStart;
    double generatorSeconds = secondsOf(generator) - generatorAtStart;
    double otherSeconds = machineSeconds() - machineAtStart - serverSeconds - generatorSeconds;
    double wallSeconds = (System.nanoTime() - startNanos) / 1e9;
    return new CpuSpan(wallSeconds, serverSeconds, generatorSeconds, Math.max(0, otherSeconds));
  }

  private static double machineSeconds() {
    return MachineUse.busySeconds().orElse(Double.NaN);
  }

  private static double secondsOf(ProcessUse use) {
    return use.cpuSeconds().orElse(Double.NaN);
  }
}
