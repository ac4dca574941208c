package io.thalweg.storage.postgres.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of our own, with a fresh data directory, durable as a real one, that tests
 * may kill. Not thread-safe.
 */
public final class LocalPostgres implements AutoCloseable {
  private static final long PATIENCE_S = 60;
  private static final Set<String> READY = Set.of("ready", "standby");

  private final Path binaries;
  private final Path home;
  private final List<String> prefix;
  private final int port;
  private Process server;

  private LocalPostgres(Path binaries, Path home, List<String> prefix, int port) {
    this.binaries = binaries;
    this.home = home;
    this.prefix = prefix;
    this.port = port;
  }

  /** Creates a data directory and starts a server on it. */
  public static LocalPostgres start() {
    try {
      Path home = Files.createTempDirectory("thalweg-postgres-");
      LocalPostgres made =
          new LocalPostgres(PostgresBinaries.directory(), home, prefix(home), freePort());
      made.run("initdb", "-D", made.data(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N");
      made.startServer();
      Runtime.getRuntime().addShutdownHook(new Thread(made::close));
      return made;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  public String uri() {
    return "postgresql://postgres@127.0.0.1:" + port + "/postgres";
  }

  public int port() {
    return port;
  }

  /** Puts a file into its data directory that nobody but the server may read. */
  public void place(String name, String content) {
    try {
      Path file = home.resolve("data").resolve(name);
      Files.writeString(file, content);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      if (prefix.contains("setpriv")) {
        run(List.of("chown", "nobody", file.toString()));
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Starts the server and waits until it takes connections. */
  public void startServer() {
    try {
      Path log = home.resolve("log");
      server =
          new ProcessBuilder(
                  command(
                      "postgres",
                      "-D",
                      data(),
                      "-p",
                      Integer.toString(port),
                      "-c",
                      "listen_addresses=127.0.0.1",
                      "-c",
                      "unix_socket_directories=",
                      "-c",
                      "max_connections=60",
                      "-c",
                      "shared_buffers=64MB"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      awaitReady(log);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void awaitReady(Path log) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (!isReady()) {
      if (!server.isAlive() || System.nanoTime() > deadline) {
        throw new IOException("PostgreSQL did not start: " + Files.readString(log, UTF_8));
      }
    }
  }

  /** Whether the server says that it is ready; waits a little if it does not. */
  private boolean isReady() throws IOException {
    List<String> lines = pidFile();
    if (lines.size() > 7
        && READY.contains(lines.get(7).strip())
        && lines.get(0).strip().equals(Long.toString(serverPid()))) {
      return true;
    }
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    return false;
  }

  /** The server removes what one before it left behind when it was killed. */
  private List<String> pidFile() throws IOException {
    try {
      return Files.readAllLines(home.resolve("data/postmaster.pid"), UTF_8);
    } catch (NoSuchFileException notYet) {
      return List.of();
    }
  }

  /** The postmaster's process: the prefix commands become it. */
  private long serverPid() {
    return server.pid();
  }

  /** Kills the server and all its processes at once. */
  public void kill() {
    List<ProcessHandle> all =
        Stream.concat(Stream.of(server.toHandle()), server.descendants()).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(process -> process.onExit().orTimeout(PATIENCE_S, TimeUnit.SECONDS).join());
  }

  /** Stops all its processes where they are, as a machine that hangs. */
  public void pause() {
    signal("STOP");
  }

  /** Lets them go on. */
  public void goOn() {
    signal("CONT");
  }

  private void signal(String name) {
    Stream.concat(Stream.of(server.toHandle()), server.descendants())
        .forEach(process -> run(List.of("kill", "-" + name, Long.toString(process.pid()))));
  }

  /** Stops the server as {@code pg_ctl restart -m fast} does. */
  public void stop() {
    run("pg_ctl", "stop", "-D", data(), "-m", "fast", "-w");
  }

  @Override
  public void close() {
    if (server.isAlive()) {
      kill();
    }
    try (Stream<Path> files = Files.walk(home)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException | UncheckedIOException gone) {
      // The temporary directory is not ours alone to clean.
    }
  }

  private String data() {
    return home.resolve("data").toString();
  }

  private List<String> command(String program, String... arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.add(binaries.resolve("bin").resolve(program).toString());
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  private void run(String program, String... arguments) {
    run(command(program, arguments));
  }

  private static void run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + ": " + output);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /**
   * What must stand before a command so that the server does not see that it is root, which it
   * refuses to be: a user namespace, or another user where those are forbidden.
   */
  private static List<String> prefix(Path home) {
    if (!"root".equals(System.getProperty("user.name"))) {
      return List.of();
    }
    try {
      run(List.of("unshare", "-U", "true"));
      return List.of("unshare", "-U");
    } catch (IllegalStateException | UncheckedIOException forbidden) {
      run(List.of("chown", "nobody", home.toString()));
      return List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups");
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
