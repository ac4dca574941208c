package io.thalweg.storage.redis;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.spi.ProviderOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The options of {@code storage.type: redis}. Durations are milliseconds here and strings such as
 * {@code 200ms} or {@code 3s} in the configuration.
 *
 * @param uri {@code redis://user:password@host:6379/0}, with TLS {@code rediss://}. Any node of a
 *     Redis Cluster will do: the others are found through it
 * @param password overrides the URI's, so that it need not stand in a command line; may be null
 * @param sslRootCert path of a PEM file with the authorities that TLS trusts; null for those of the
 *     Java runtime
 * @param keyPrefix what all keys start with
 * @param slotBy which streams share a hash slot; fixed with the first start
 * @param poolSize connections for reads, to each server; writes, pages and notices take up to four
 *     more
 * @param replicas how many replicas must have a write before it is acknowledged, 0 for none
 * @param replicaTimeoutMs how long to wait for them before the write counts as unknown
 * @param allowVolatile whether to serve from a Redis that keeps no append-only file
 * @param connectTimeoutMs how long a connection may take to be made
 * @param replyTimeoutMs after which a connection that does not answer counts as dead
 * @param retryTimeoutMs how long a call waits for a server that says that it cannot serve now: a
 *     slot that moves, a failover, data that is being loaded
 * @param pollIntervalMs how often the heads are compared, whatever notices say
 */
public record RedisOptions(
    String uri,
    String password,
    String sslRootCert,
    String keyPrefix,
    SlotBy slotBy,
    int poolSize,
    int replicas,
    int replicaTimeoutMs,
    boolean allowVolatile,
    int connectTimeoutMs,
    int replyTimeoutMs,
    int retryTimeoutMs,
    int pollIntervalMs) {

  private static final Set<String> KEYS =
      Set.of(
          "uri",
          "password",
          "ssl_root_cert",
          "key_prefix",
          "slot_by",
          "pool_size",
          "replicas",
          "replica_timeout",
          "allow_volatile",
          "connect_timeout",
          "reply_timeout",
          "retry_timeout",
          "poll_interval");
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,49}");
  private static final Pattern DATABASE = Pattern.compile("/?|/\\d{1,4}");

  /** Reads the provider's part of the configuration; everything but {@code uri} has a default. */
  static RedisOptions from(JsonObject options) {
    ProviderOptions read = ProviderOptions.of(options, "redis", KEYS);
    return new RedisOptions(
        read.text("uri", null),
        read.text("password", null),
        read.certificates("ssl_root_cert"),
        read.text("key_prefix", "thalweg"),
        SlotBy.of(read.text("slot_by", "stream")),
        read.number("pool_size", 4),
        read.number("replicas", 0),
        read.durationMs("replica_timeout", "1s"),
        read.flag("allow_volatile"),
        read.durationMs("connect_timeout", "3s"),
        read.durationMs("reply_timeout", "10s"),
        read.durationMs("retry_timeout", "10s"),
        read.durationMs("poll_interval", "500ms"));
  }

  public RedisOptions {
    if (uri == null) {
      throw StreamException.invalid("uri", "is missing: it must be like redis://host:6379/0");
    }
    checkUri(uri);
    if (!PREFIX.matcher(keyPrefix).matches()) {
      throw StreamException.invalid(
          "key_prefix",
          "must be 1 to 50 of A-Z a-z 0-9 . _ : - and start with a letter or a digit");
    }
    ProviderOptions.checkRange("pool_size", poolSize, 1, 500, "");
    ProviderOptions.checkRange("replicas", replicas, 0, 100, "");
    ProviderOptions.checkRange("replica_timeout", replicaTimeoutMs, 1, 60_000, "ms");
    ProviderOptions.checkRange("connect_timeout", connectTimeoutMs, 100, 60_000, "ms");
    ProviderOptions.checkRange("reply_timeout", replyTimeoutMs, 500, 300_000, "ms");
    ProviderOptions.checkRange("retry_timeout", retryTimeoutMs, 0, 300_000, "ms");
    ProviderOptions.checkRange("poll_interval", pollIntervalMs, 10, 60_000, "ms");
  }

  /** {@code host:port/database}, for messages: no user, no password. */
  String place() {
    URI parsed = URI.create(uri);
    return parsed.getHost() + ":" + port(parsed) + parsed.getPath();
  }

  boolean tls() {
    return URI.create(uri).getScheme().equals("rediss");
  }

  /** The URI for another server that takes the same user and password. */
  String uriOf(String host, int port) {
    URI parsed = URI.create(uri);
    String user = parsed.getRawUserInfo() == null ? "" : parsed.getRawUserInfo() + "@";
    return parsed.getScheme() + "://" + user + bracketed(host) + ":" + port;
  }

  /** {@code host:port} of the URI's server. */
  String seed() {
    URI parsed = URI.create(uri);
    return parsed.getHost() + ":" + port(parsed);
  }

  private static String bracketed(String host) {
    return host.indexOf(':') >= 0 && host.charAt(0) != '[' ? "[" + host + "]" : host;
  }

  private static int port(URI parsed) {
    return parsed.getPort() < 0 ? 6379 : parsed.getPort();
  }

  @Override
  public String toString() {
    return "RedisOptions[" + place() + ", keyPrefix=" + keyPrefix + "]";
  }

  private static void checkUri(String uri) {
    try {
      URI parsed = new URI(uri);
      boolean redis = "redis".equals(parsed.getScheme()) || "rediss".equals(parsed.getScheme());
      if (!redis
          || parsed.getHost() == null
          || parsed.getQuery() != null
          || !DATABASE.matcher(parsed.getPath()).matches()) {
        throw StreamException.invalid(
            "uri", "must be like redis://user:password@host:6379/0, or rediss:// for TLS");
      }
    } catch (URISyntaxException malformed) {
      // The message of the cause would repeat the URI, and with it the password.
      throw StreamException.invalid(
          "uri", "is malformed at character " + malformed.getIndex() + "; encode what is special");
    }
  }
}
