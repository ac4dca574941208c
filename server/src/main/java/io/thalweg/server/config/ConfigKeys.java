package io.thalweg.server.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Every key of the server, the one place where its type, default and range are written. The keys of
 * section {@code storage} beside {@code storage.type} are the backend's own.
 */
final class ConfigKeys {
  private static final long KIB = 1024;
  private static final long MIB = KIB * KIB;
  private static final long GIB = KIB * MIB;
  private static final ValueType<Long> BODY = ValueType.size(KIB, 256 * MIB);
  private static final List<ConfigKey<?>> TABLE = new ArrayList<>();

  static final ConfigKey<String> HTTP_HOST =
      key(
          "http.host",
          ValueType.text("an address or host name of this machine"),
          "127.0.0.1",
          "Address to listen on.");
  static final ConfigKey<Integer> HTTP_PORT =
      key("http.port", ValueType.integer(0, 65_535), "15500", "Port to listen on; 0 takes any.");
  static final ConfigKey<Boolean> HTTP_ALLOW_REMOTE =
      key(
          "http.allow_remote",
          ValueType.bool(),
          "false",
          "Allows a `http.host` that other machines can reach. There is no authentication: whoever"
              + " reaches the port may read, write and delete everything.");
  static final ConfigKey<List<String>> HTTP_ALLOWED_ORIGINS =
      key(
          "http.allowed_origins",
          ValueType.list("origins such as https://app.example.org"),
          "",
          "Web origins whose pages may use the server from a browser; others are refused.");
  static final ConfigKey<Integer> HTTP_EVENT_LOOPS =
      key(
          "http.event_loops",
          ValueType.integer(0, 64),
          "0",
          "Threads that serve sockets; 0 takes one for each core, at most 2.");
  static final ConfigKey<SocketTransport> HTTP_TRANSPORT =
      key(
          "http.transport",
          ValueType.choice(SocketTransport.class),
          "auto",
          "How sockets are driven: `auto` takes io_uring where Linux offers it, which saves system"
              + " calls, and otherwise what Java brings; `nio` always takes that.");
  static final ConfigKey<Integer> HTTP_CONNECTIONS_MAX =
      key(
          "http.connections_max",
          ValueType.integer(1, 10_000_000),
          "20000",
          "Open connections; further ones are closed. Less where the limit of open files is lower.");
  static final ConfigKey<Integer> HTTP_CONNECTIONS_PER_ADDRESS_MAX =
      key(
          "http.connections_per_address_max",
          ValueType.integer(1, 10_000_000),
          "20000",
          "Open connections of one client address.");
  static final ConfigKey<Duration> HTTP_HEADER_TIMEOUT =
      key(
          "http.header_timeout",
          ValueType.duration(Duration.ofMillis(100), Duration.ofMinutes(10)),
          "10s",
          "Time in which a request's headers must be complete.");
  static final ConfigKey<Long> HTTP_BODY_RATE_MIN =
      key(
          "http.body_bytes_per_second_min",
          ValueType.size(0, GIB),
          "1KiB",
          "Rate that a request's body must keep up.");
  static final ConfigKey<Duration> HTTP_IDLE_TIMEOUT =
      key(
          "http.idle_timeout",
          ValueType.duration(Duration.ofMillis(100), Duration.ofHours(24)),
          "2m",
          "Time after which a connection on which nothing goes on is closed.");
  static final ConfigKey<Long> HTTP_BODY_BYTES_MAX =
      key("http.body_bytes_max", BODY, "16MiB", "Size of a request's body.");
  static final ConfigKey<Long> HTTP_EVENT_BYTES_MAX =
      key("http.event_bytes_max", BODY, "1MiB", "Size of one event's JSON.");
  static final ConfigKey<Integer> HTTP_BATCH_EVENTS_MAX =
      key(
          "http.batch_events_max",
          ValueType.integer(1, 1_000_000),
          "10000",
          "Events in one batch.");
  static final ConfigKey<Long> HTTP_PAGE_BYTES_MAX =
      key(
          "http.page_bytes_max",
          BODY,
          "4MiB",
          "Size at which a page of consumed events ends, below its `limit` of events.");

  static final ConfigKey<Long> PUSH_SEND_BUFFER =
      key(
          "push.send_buffer",
          ValueType.size(16 * KIB, GIB),
          "1MiB",
          "What may be on its way to one WebSocket or SSE client before reading for it pauses.");
  static final ConfigKey<Long> PUSH_UNSENT_TOTAL_MAX =
      key(
          "push.unsent_total_max",
          ValueType.size(MIB, 64 * GIB),
          "64MiB",
          "The same for all clients of an event loop together.");
  static final ConfigKey<Duration> PUSH_PING_EVERY =
      key(
          "push.ping_every",
          ValueType.duration(Duration.ofMillis(100), Duration.ofMinutes(10)),
          "20s",
          "How often a WebSocket is pinged; one that is silent for two pings is closed.");
  static final ConfigKey<Duration> PUSH_HEARTBEAT_EVERY =
      key(
          "push.heartbeat_every",
          ValueType.duration(Duration.ofMillis(100), Duration.ofMinutes(10)),
          "15s",
          "How often an SSE client gets a comment; at least twice in `http.idle_timeout`.");
  static final ConfigKey<Integer> PUSH_READERS_MAX =
      key(
          "push.readers_max",
          ValueType.integer(1, 10_000_000),
          "20000",
          "WebSockets and SSE clients of this node.");

  static final ConfigKey<String> STORAGE_TYPE =
      key(
          "storage.type",
          ValueType.text("the type of a backend on the class path"),
          "file",
          "The backend that keeps the streams.");

  static final ConfigKey<Long> LOG_QUEUED_BYTES_MAX =
      key(
          "log.queued_bytes_max",
          ValueType.size(MIB, 64 * GIB),
          "64MiB",
          "Events that may wait to be written; above it publishing is refused with 503.");
  static final ConfigKey<Long> LOG_WRITE_BYTES_MAX =
      key(
          "log.write_bytes_max",
          ValueType.size(64 * KIB, GIB),
          "8MiB",
          "Size at which gathering ends and the next write begins.");
  static final ConfigKey<Duration> LOG_RETENTION_EVERY =
      key(
          "log.retention_every",
          ValueType.duration(Duration.ofMillis(100), Duration.ofHours(24)),
          "10s",
          "How often retention is applied.");

  static final ConfigKey<Boolean> CLUSTER_ENABLED =
      key(
          "cluster.enabled",
          ValueType.bool(),
          "false",
          "Joins this node with the others on its storage, so that groups work through any of them.");
  static final ConfigKey<String> CLUSTER_HOST =
      key(
          "cluster.host",
          ValueType.text("an address or host name of this machine that the other nodes reach"),
          "127.0.0.1",
          "Address at which the other nodes reach this one. Only for a network that is theirs: there"
              + " is no authentication.");
  static final ConfigKey<Integer> CLUSTER_PORT =
      key(
          "cluster.port",
          ValueType.integer(1, 65_534),
          "15510",
          "Port for the other nodes; the next higher one is used as well.");
  static final ConfigKey<List<String>> CLUSTER_MEMBERS =
      key(
          "cluster.members",
          ValueType.list("addresses such as 10.0.0.7:15510"),
          "",
          "All nodes, each by its `cluster.host` and `cluster.port`; this one may be among them.");

  static final ConfigKey<LogLevel> LOGGING_LEVEL =
      key(
          "logging.level",
          ValueType.choice(LogLevel.class),
          "info",
          "The least severe messages that are written to standard error.");

  private ConfigKeys() {}

  private static <T> ConfigKey<T> key(
      String name, ValueType<T> type, String defaultText, String description) {
    ConfigKey<T> key = new ConfigKey<>(name, type, defaultText, description);
    TABLE.add(key);
    return key;
  }

  static List<ConfigKey<?>> all() {
    return Collections.unmodifiableList(TABLE);
  }

  static List<String> names() {
    return TABLE.stream().map(ConfigKey::name).toList();
  }

  static boolean isKnown(String name) {
    return names().contains(name);
  }
}
