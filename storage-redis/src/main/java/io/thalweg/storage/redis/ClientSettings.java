package io.thalweg.storage.redis;

import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.ProtocolVersion;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import java.net.URI;

/** The settings of the Redis client for one connection to one server. */
final class ClientSettings {
  /** Requests that wait for their replies on one connection. */
  private static final int WAITING_MAX = 4_096;

  private ClientSettings() {}

  static RedisOptions of(io.thalweg.storage.redis.RedisOptions options, String endpoint) {
    int colon = endpoint.lastIndexOf(':');
    String host = endpoint.substring(0, colon);
    int port = Integer.parseInt(endpoint.substring(colon + 1));
    boolean seed = endpoint.equals(options.seed());
    RedisOptions settings =
        new RedisOptions()
            .setType(RedisClientType.STANDALONE)
            .setConnectionString(
                options.uriOf(host, port) + (seed ? URI.create(options.uri()).getPath() : ""))
            .setMaxPoolSize(1)
            .setMaxPoolWaiting(1)
            .setPoolCleanerInterval(-1)
            .setPoolRecycleTimeout(-1)
            .setMaxWaitingHandlers(WAITING_MAX)
            .setPreferredProtocolVersion(ProtocolVersion.RESP2)
            .setNetClientOptions(net(options));
    if (options.password() != null) {
      settings.setPassword(options.password());
    }
    return settings;
  }

  static NetClientOptions net(io.thalweg.storage.redis.RedisOptions options) {
    NetClientOptions net =
        new NetClientOptions()
            .setConnectTimeout(options.connectTimeoutMs())
            .setTcpNoDelay(true)
            .setTcpKeepAlive(true);
    if (options.tls()) {
      net.setSsl(true).setHostnameVerificationAlgorithm("HTTPS");
      if (options.sslRootCert() != null) {
        net.setTrustOptions(new PemTrustOptions().addCertPath(options.sslRootCert()));
      }
    }
    return net;
  }
}
