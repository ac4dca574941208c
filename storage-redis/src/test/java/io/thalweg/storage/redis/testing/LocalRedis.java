package io.thalweg.storage.redis.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A Redis server of our own on a directory of its own, which tests may kill. Durable as a real one
 * unless told otherwise. Not thread-safe.
 */
public final class LocalRedis implements AutoCloseable {
  private static final List<String> DURABLE =
      List.of("--appendonly", "yes", "--appendfsync", "always");
  private static final String BINARY_VARIABLE = "THALWEG_TEST_REDIS_BINARY";
  private static final long START_S_MAX = 20;

  /** Where the data is from version 7 on, and before it. */
  private static final List<String> DATA = List.of("appendonlydir", "appendonly.aof");

  private final Path home;
  private final int port;
  private final List<String> settings;
  private Process server;

  private LocalRedis(Path home, int port, List<String> settings) {
    this.home = home;
    this.port = port;
    this.settings = settings;
  }

  /**
   * Starts a server.
   *
   * @param settings as on the command line, such as {@code --appendfsync everysec}; the last one
   *     counts
   */
  public static LocalRedis start(String... settings) {
    try {
      LocalRedis made =
          new LocalRedis(
              Files.createTempDirectory("thalweg-redis-"), freePort(), Arrays.asList(settings));
      Runtime.getRuntime().addShutdownHook(new Thread(made::close));
      made.startServer();
      return made;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Starts a replica of a server. */
  public static LocalRedis replicaOf(LocalRedis master) {
    return start("--replicaof", "127.0.0.1", Integer.toString(master.port));
  }

  public String uri() {
    return "redis://127.0.0.1:" + port + "/0";
  }

  public int port() {
    return port;
  }

  /** Starts the server and waits until it serves. */
  public void startServer() {
    List<String> command = new ArrayList<>(List.of(Binary.PATH.toString()));
    command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
    command.addAll(List.of("--dir", home.toString(), "--save", ""));
    command.addAll(DURABLE);
    command.addAll(settings);
    Path log = home.resolve("log");
    try {
      server =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_S_MAX);
      while (!serves()) {
        if (!server.isAlive() || System.nanoTime() > deadline) {
          throw new IOException("Redis did not start: " + Files.readString(log, UTF_8));
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Whether it answers a ping, with whatever but that it is loading its data. */
  private boolean serves() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
      socket.setSoTimeout(2_000);
      socket.getOutputStream().write("PING\r\n".getBytes(UTF_8));
      byte[] reply = socket.getInputStream().readNBytes(5);
      return reply.length == 5 && !new String(reply, UTF_8).equals("-LOAD");
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Kills the server at once. */
  public void kill() {
    server.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }

  /** Ends the server as {@code SHUTDOWN} does. */
  public void stop() {
    server.destroy();
    server.onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }

  /** Copies the data, file by file; what is written meanwhile may be in it or not. */
  public void rememberData() {
    copy(data(), home.resolve("remembered"));
  }

  /** Makes the remembered data the server's own. Only while it is not running. */
  public void bringBackData() {
    Path data = data();
    delete(data);
    copy(home.resolve("remembered"), data);
  }

  /** Lets {@code BGSAVE} fail from now on. */
  public void preventSnapshots() {
    try {
      Files.createDirectory(snapshot());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  public void allowSnapshots() {
    delete(snapshot());
  }

  private Path snapshot() {
    return home.resolve("dump.rdb");
  }

  private Path data() {
    return DATA.stream().map(home::resolve).filter(Files::exists).findFirst().orElseThrow();
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void close() {
    if (server != null && server.isAlive()) {
      kill();
    }
    delete(home);
  }

  private static void delete(Path tree) {
    try (Stream<Path> files = Files.walk(tree)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException | UncheckedIOException gone) {
      // The temporary directory is not ours alone to clean.
    }
  }

  /** A port that is free, and so is the one 10,000 above it, where a cluster's nodes talk. */
  private static int freePort() throws IOException {
    while (true) {
      try (ServerSocket socket = new ServerSocket(0)) {
        int port = 10_000 + socket.getLocalPort() % 20_000;
        if (isFree(port) && isFree(port + 10_000)) {
          return port;
        }
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port)) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  /** The server's binary: the one that the environment names, else out of the jar once a run. */
  private static final class Binary {
    static final Path PATH = find();

    private static Path find() {
      String named = System.getenv(BINARY_VARIABLE);
      return named == null || named.isBlank() ? extract() : Path.of(named);
    }

    private static Path extract() {
      String resource = "/redis-server-7.0.15-" + platform();
      try (InputStream in = LocalRedis.class.getResourceAsStream(resource)) {
        if (in == null) {
          throw new IllegalStateException(
              "no Redis for this platform in the tests: name a redis-server in " + BINARY_VARIABLE);
        }
        Path file = Files.createTempFile("thalweg-redis-server-", "");
        file.toFile().deleteOnExit();
        Files.write(file, in.readAllBytes());
        if (!file.toFile().setExecutable(true)) {
          throw new IllegalStateException(file + " cannot be made executable");
        }
        return file;
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    private static String platform() {
      String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
      String machine = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
      return (system.contains("mac") ? "darwin-" : "linux-") + machine;
    }
  }
}
