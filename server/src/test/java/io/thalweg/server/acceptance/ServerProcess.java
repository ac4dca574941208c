package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.server.testing.Backend;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, started as a user starts it. Not thread-safe. */
final class ServerProcess implements AutoCloseable {
  private static final Path LAUNCHER = Path.of("../bin/thalweg").toAbsolutePath().normalize();
  private static final long ENDS_WITHIN_S = 20;

  private final Path folder;
  private final List<String> storage;
  private String[] flags;
  private Process process;
  private BufferedReader out;
  private URI address;

  /** A server on the file backend. */
  ServerProcess(Path folder) {
    this(folder, Backend.FILE.flags(folder));
  }

  /**
   * @param folder for the log
   * @param storage the flags that say what it keeps its streams in
   */
  ServerProcess(Path folder, List<String> storage) {
    this.folder = folder;
    this.storage = storage;
  }

  /** Starts on any free port. */
  ServerProcess start(String... flags) {
    this.flags = flags;
    return start(0);
  }

  /** Starts where it ran before, and as it did. */
  ServerProcess restart() {
    return start(address.getPort());
  }

  private ServerProcess start(int port) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("serve", "--port", String.valueOf(port)));
    command.addAll(storage);
    command.addAll(List.of(flags));
    process = launch(command);
    address = URI.create(firstLine());
    return this;
  }

  /** Runs {@code bin/thalweg}; what it says on standard error goes to {@link #log()}. */
  Process launch(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
    // They say which servers to test on, and are no settings.
    builder.environment().keySet().removeIf(name -> name.startsWith("THALWEG_TEST_"));
    builder.environment().put("THALWEG_BUILD", "never");
    try {
      return builder.start();
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  private String firstLine() {
    try {
      out = process.inputReader();
      String line = out.readLine();
      assertThat(line).as(log()).startsWith("http://");
      return line;
    } catch (IOException closed) {
      throw new UncheckedIOException(closed);
    }
  }

  URI address() {
    return address;
  }

  /** What came to standard output behind the address, until the process ended. */
  List<String> restOfOutput() {
    return out.lines().toList();
  }

  /** Everything that came to standard error. */
  String log() {
    try {
      return Files.exists(logFile()) ? Files.readString(logFile()) : "";
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private Path logFile() {
    return folder.resolve("stderr.log");
  }

  /** {@code kill -9}. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Stops it where it is: to everybody else it hangs. */
  void pause() {
    Signals.send(process, "STOP");
  }

  /** Lets it go on as if nothing had been. */
  void goOn() {
    Signals.send(process, "CONT");
  }

  /** SIGTERM; the exit status. */
  int terminate() {
    process.toHandle().destroy(); // which, unlike the process, leaves its output open
    return awaitEnd();
  }

  int awaitEnd() {
    try {
      assertThat(process.waitFor(ENDS_WITHIN_S, TimeUnit.SECONDS)).as("ends").isTrue();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    if (process != null && process.isAlive()) {
      kill();
    }
  }
}
