package io.thalweg.bench.target;

import io.thalweg.bench.net.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, from its start to its end. */
public final class ServerProcess implements Server {

  private static final int STOP_SECONDS_MAX = 30;

  private final Target target;
  private final Process process;
  private final ProcessUse use;
  private final long startedNanos;
  private final Thread killedAtExit;
  private final Endpoint endpoint;

  private ServerProcess(
      Target target, Process process, long startedNanos, Thread killedAtExit, Endpoint endpoint) {
    this.target = target;
    this.process = process;
    this.startedNanos = startedNanos;
    this.killedAtExit = killedAtExit;
    this.endpoint = endpoint;
    this.use = ProcessUse.ofTree(process.toHandle());
  }

  /**
   * Starts it on a directory, which may hold what an earlier process left there, and waits until it
   * says that it serves.
   */
  public static ServerProcess start(Target target, Launch launch, Path dataDir) {
    List<String> command = target.command(launch, dataDir);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_TOOL_OPTIONS", launch.jvmOptions());
    try {
      Files.createDirectories(dataDir);
      long startedNanos = System.nanoTime();
      return whenReady(target, builder.start(), startedNanos, launch);
    } catch (IOException e) {
      throw new BenchFailure("cannot start " + String.join(" ", command), e);
    }
  }

  private static ServerProcess whenReady(
      Target target, Process process, long startedNanos, Launch launch) {
    Thread killer = new Thread(() -> killTree(process.toHandle()));
    Runtime.getRuntime().addShutdownHook(killer);
    try {
      Endpoint endpoint = new ReadyLine(target.label(), process).await(launch.startTimeout());
      return new ServerProcess(target, process, startedNanos, killer, endpoint);
    } catch (BenchFailure neverReady) {
      killTree(process.toHandle());
      throw neverReady;
    }
  }

  @Override
  public Target target() {
    return target;
  }

  @Override
  public Endpoint endpoint() {
    return endpoint;
  }

  @Override
  public ProcessUse use() {
    return use;
  }

  /** When the process was started, as of {@link System#nanoTime()}. */
  public long startedNanos() {
    return startedNanos;
  }

  /** Asks it to end, and insists after a while. */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    if (!ended()) {
      kill();
      throw new BenchFailure(
          target.label() + " did not end within " + STOP_SECONDS_MAX + " s of SIGTERM");
    }
    forgetAtExit();
  }

  /** Ends it as {@code kill -9} does. */
  public void kill() {
    killTree(process.toHandle());
    ended();
    forgetAtExit();
  }

  private static void killTree(ProcessHandle process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private boolean ended() {
    try {
      return process.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("interrupted while " + target.label() + " was ending");
    }
  }

  private void forgetAtExit() {
    try {
      Runtime.getRuntime().removeShutdownHook(killedAtExit);
    } catch (IllegalStateException shuttingDown) {
      // The hook is running or has run, which is all the same now.
    }
  }
}
