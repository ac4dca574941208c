package io.thalweg.server.config;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.log.LogOptions;
import io.thalweg.server.http.GatewayOptions;
import io.thalweg.server.push.PushOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that an operator decides, checked.
 *
 * @param eventLoops how many threads serve sockets, at least 1
 * @param cluster null for a node that is alone
 */
public record ServerConfig(
    GatewayOptions gateway,
    int eventLoops,
    SocketTransport transport,
    PushOptions push,
    StorageConfig storage,
    LogOptions log,
    ClusterConfig cluster,
    LogLevel logLevel) {
  private static final int EVENT_LOOPS_UNASKED_MAX = 2;

  /**
   * Reads all sources; what stands later overrides: file, environment, flags.
   *
   * @param file the configuration file, if there is one
   * @param environment the process's environment variables
   * @param flags what the command line says
   * @throws ConfigException for the first setting that cannot be used
   */
  public static ServerConfig load(
      Optional<Path> file, Map<String, String> environment, List<Setting> flags) {
    List<List<Setting>> sources = new ArrayList<>();
    file.map(ConfigYaml::read).ifPresent(sources::add);
    sources.add(Environment.read(environment));
    sources.add(flags);
    Settings settings = new Settings(sources);
    try {
      return from(settings);
    } catch (StreamException refused) {
      throw settings.refused(refused);
    }
  }

  private static ServerConfig from(Settings settings) {
    return new ServerConfig(
        GatewayKeys.options(settings),
        eventLoops(settings.get(ConfigKeys.HTTP_EVENT_LOOPS)),
        settings.get(ConfigKeys.HTTP_TRANSPORT),
        pushOptions(settings),
        StorageConfig.from(settings),
        logOptions(settings),
        ClusterConfig.from(settings),
        settings.get(ConfigKeys.LOGGING_LEVEL));
  }

  private static PushOptions pushOptions(Settings settings) {
    return new PushOptions(
        Math.toIntExact(settings.get(ConfigKeys.PUSH_SEND_BUFFER)),
        settings.get(ConfigKeys.PUSH_UNSENT_TOTAL_MAX),
        Math.toIntExact(settings.get(ConfigKeys.PUSH_PING_EVERY).toMillis()),
        Math.toIntExact(settings.get(ConfigKeys.PUSH_HEARTBEAT_EVERY).toMillis()),
        settings.get(ConfigKeys.PUSH_READERS_MAX));
  }

  private static LogOptions logOptions(Settings settings) {
    return new LogOptions(
        settings.get(ConfigKeys.LOG_QUEUED_BYTES_MAX),
        Math.toIntExact(settings.get(ConfigKeys.LOG_WRITE_BYTES_MAX)),
        settings.get(ConfigKeys.LOG_RETENTION_EVERY).toMillis());
  }

  private static int eventLoops(int asked) {
    return asked > 0
        ? asked
        : Math.min(EVENT_LOOPS_UNASKED_MAX, Runtime.getRuntime().availableProcessors());
  }
}
