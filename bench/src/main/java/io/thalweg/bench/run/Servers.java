package io.thalweg.bench.run;

import io.thalweg.bench.net.Endpoint;
import io.thalweg.bench.target.BenchFailure;
import io.thalweg.bench.target.Launch;
import io.thalweg.bench.target.NodePair;
import io.thalweg.bench.target.RemoteServer;
import io.thalweg.bench.target.Server;
import io.thalweg.bench.target.ServerProcess;
import io.thalweg.bench.target.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Not thread-safe. Starts each server in a directory of its own, and removes that when the server
 * is stopped.
 */
public final class Servers {

  private final Launch launch;
  private final Optional<Endpoint> running;
  private final Engines engines;
  private final Map<Server, Path> directories = new HashMap<>();

  /**
   * @param running where the product is running already; empty to start one
   */
  public Servers(Launch launch, Optional<Endpoint> running, Engines engines) {
    this.launch = launch;
    this.running = running;
    this.engines = engines;
  }

  public Server start(Target target) {
    if (target.isEngine()) {
      return engines.connect(target);
    }
    if (target.isProduct() && running.isPresent()) {
      return new RemoteServer(target, running.get());
    }
    return startIn(newDirectory(target.label()), target);
  }

  /** Ends a child and starts it anew on what it keeps; leaves somebody else's server alone. */
  Server restart(Server server) {
    Path directory = directories.get(server);
    if (directory == null) {
      return server;
    }
    server.close();
    directories.remove(server);
    return startIn(directory, server.target());
  }

  private Server startIn(Path directory, Target target) {
    try {
      Server server =
          target.nodes() == 1
              ? ServerProcess.start(target, launch, directory)
              : NodePair.start(target, launch, directory);
      directories.put(server, directory);
      return server;
    } catch (BenchFailure notStarted) {
      remove(target, directory);
      throw notStarted;
    }
  }

  /** A directory that nothing was ever kept in. */
  public Path newDirectory(String label) {
    try {
      Files.createDirectories(launch.workDir());
      return Files.createTempDirectory(
          launch.workDir(), label.replaceAll("[^A-Za-z0-9]", "-") + "-");
    } catch (IOException e) {
      throw new BenchFailure("no directory for " + label + " in " + launch.workDir(), e);
    }
  }

  public void stop(Server server) {
    server.close();
    Path directory = directories.remove(server);
    if (directory != null) {
      remove(server.target(), directory);
    }
  }

  /** Starts a process on a directory of the caller's, who also stops it. */
  public ServerProcess startOn(Target target, Path directory) {
    if (target.isProduct() && running.isPresent()) {
      throw new BenchFailure("a server that is running already cannot be started and stopped");
    }
    return ServerProcess.start(target, launch, directory);
  }

  /** Removes what a target has kept: its directory, and what is not in there. */
  public void remove(Target target, Path directory) {
    if (target.storage().isPresent()) {
      engines.forget(target, Target.namespace(directory));
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
