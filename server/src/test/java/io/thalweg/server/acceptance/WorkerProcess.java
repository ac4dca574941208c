package io.thalweg.server.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@link PipelineWorker} in a process of its own. Not thread-safe. */
final class WorkerProcess {
  private final Process process;

  private WorkerProcess(Process process) {
    this.process = process;
  }

  /**
   * @param nodes where they are
   * @param tally hears what the worker says
   */
  static WorkerProcess start(String name, List<String> nodes, PipelineTally tally) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // It is to be there quickly, and does little.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(PipelineWorker.class.getName(), name));
    command.addAll(nodes);
    try {
      Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
      Thread listener = new Thread(() -> listen(process, tally), "listens to " + name);
      listener.setDaemon(true);
      listener.start();
      return new WorkerProcess(process);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static void listen(Process process, PipelineTally tally) {
    try (BufferedReader lines = process.inputReader()) {
      lines.lines().map(PipelineWorker.Said::valueOf).forEach(tally::add);
    } catch (IOException | UncheckedIOException | IllegalArgumentException cut) {
      // Killed in the middle of a word.
    }
  }

  /** {@code kill -9}. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Stops it where it is; to everybody else it hangs. */
  void pause() {
    Signals.send(process, "STOP");
  }

  /** Lets it go on as if nothing had been. */
  void goOn() {
    Signals.send(process, "CONT");
  }
}
