package io.thalweg.server;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.server.config.ConfigException;
import io.thalweg.server.config.ServerConfig;
import io.thalweg.server.config.Setting;
import io.thalweg.server.ops.Logs;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the server until it is told to stop. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    versionProvider = Main.VersionText.class,
    description = "Runs the server. Prints its address once it is ready.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:stopped by a signal, drained",
      "1:failed",
      "2:a setting or the storage was refused; the message says what to change"
    },
    footer = {
      "",
      "Settings come from the configuration file, the environment and these flags;",
      "what stands later in this row wins. docs/configuration.md lists all keys."
    })
final class ServeCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int MISCONFIGURED = 2;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "YAML file with settings; also the environment variable THALWEG_CONFIG.")
  private Path config;

  @Option(names = "--host", paramLabel = "H", description = "Address to listen on: http.host.")
  private String host;

  @Option(
      names = {"-p", "--port"},
      paramLabel = "N",
      description = "Port to listen on, 0 for any: http.port.")
  private String port;

  @Option(names = "--storage", paramLabel = "TYPE", description = "Backend: storage.type.")
  private String storage;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Folder of the file backend: storage.data_dir.")
  private String dataDir;

  @Option(
      names = "--postgres-uri",
      paramLabel = "URI",
      description =
          "Database of the postgres backend, postgresql://user@host/db: storage.uri."
              + " Its password is better set by the environment variable THALWEG_STORAGE_PASSWORD.")
  private String postgresUri;

  @Option(
      names = "--redis-uri",
      paramLabel = "URI",
      description =
          "Server of the redis backend, redis://user@host:6379/0 or rediss:// for TLS:"
              + " storage.uri. Its password is better set by THALWEG_STORAGE_PASSWORD, too.")
  private String redisUri;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Any other key, such as --set http.idle_timeout=5m. Repeatable.")
  private Map<String, String> others = Map.of();

  @Option(
      names = {"-v", "--verbose"},
      description = "Shows stack traces of a failed start.")
  private boolean verbose;

  @Override
  public Integer call() throws InterruptedException {
    ServerConfig loaded;
    try {
      loaded = ServerConfig.load(configFile(), System.getenv(), flags());
    } catch (ConfigException refused) {
      return failed(refused.getMessage(), refused, MISCONFIGURED);
    }
    Logs.setUp(loaded.logLevel());
    Lifetime lifetime = new Lifetime();
    PrintWriter out = spec.commandLine().getOut();
    try {
      out.println(lifetime.start(loaded));
      out.flush();
    } catch (Exception failure) { // whatever the start failed with, checked or not
      return failed(StartFailure.message(failure, loaded), failure, status(failure));
    }
    lifetime.await();
    return 0;
  }

  /** A storage that refuses to open is to be mended by the operator, as a wrong setting is. */
  private static int status(Throwable failure) {
    boolean isRefusal =
        failure instanceof ConfigException
            || failure instanceof StreamException refused && refused.code() != ErrorCode.INTERNAL;
    return isRefusal ? MISCONFIGURED : FAILED;
  }

  private Optional<Path> configFile() {
    return Optional.ofNullable(config)
        .or(() -> Optional.ofNullable(System.getenv("THALWEG_CONFIG")).map(Path::of));
  }

  private List<Setting> flags() {
    if (postgresUri != null && redisUri != null) {
      throw new ConfigException(
          "--postgres-uri and --redis-uri name two storages, and there is one: leave one away");
    }
    List<Setting> flags = new ArrayList<>();
    add(flags, "http.host", host, "--host");
    add(flags, "http.port", port, "--port");
    add(flags, "storage.type", storage, "--storage");
    add(flags, "storage.data_dir", dataDir, "--data-dir");
    add(flags, "storage.uri", postgresUri, "--postgres-uri");
    add(flags, "storage.uri", redisUri, "--redis-uri");
    others.forEach((key, value) -> flags.add(Setting.parsed(key, value, "--set")));
    return flags;
  }

  private static void add(List<Setting> flags, String key, String value, String flag) {
    if (value != null) {
      flags.add(new Setting(key, value, flag));
    }
  }

  private int failed(String message, Throwable failure, int status) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("thalweg: " + message);
    if (verbose) {
      failure.printStackTrace(err);
    }
    return status;
  }
}
