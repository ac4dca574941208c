package io.thalweg.server.http;

import io.thalweg.core.error.StreamException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Where the gateway listens and what it grants.
 *
 * @param host name or address to listen on
 * @param port 0 for any that is free
 * @param allowRemote whether {@code host} may be other than loopback: without credentials, whoever
 *     can reach the port can read and delete everything
 * @param allowedOrigins origins such as {@code https://app.example.org} whose pages may use the
 *     gateway from a browser; other pages are refused
 */
public record GatewayOptions(
    String host,
    int port,
    boolean allowRemote,
    List<String> allowedOrigins,
    ConnectionLimits connections,
    RequestLimits requests) {
  public static final int DEFAULT_PORT = 15500;

  // A name other than localhost may resolve to anything tomorrow, so it counts as remote.
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1|0:0:0:0:0:0:0:1");

  /** 127.0.0.1:15500, no foreign origins. */
  public static final GatewayOptions DEFAULT =
      new GatewayOptions(
          "127.0.0.1",
          DEFAULT_PORT,
          false,
          List.of(),
          ConnectionLimits.DEFAULT,
          RequestLimits.DEFAULT);

  /**
   * Checks the ranges.
   *
   * @throws StreamException {@code INVALID_REQUEST} whose field is the option's key
   */
  public GatewayOptions {
    Objects.requireNonNull(connections);
    Objects.requireNonNull(requests);
    allowedOrigins = List.copyOf(allowedOrigins);
    if (host == null || host.isBlank()) {
      throw StreamException.invalid("http.host", "must be a host name or an address");
    }
    if (!allowRemote && !LOOPBACK.matcher(host).matches()) {
      throw StreamException.invalid(
          "http.host",
          "is "
              + host
              + ", which other machines can reach, and nothing asks them for credentials;"
              + " set http.allow_remote to true if that is meant");
    }
    if (port < 0 || port > 65_535) {
      throw StreamException.invalid("http.port", "must be 0 (any free one) to 65535");
    }
    for (String origin : allowedOrigins) {
      if (!origin.matches("https?://[^/*?#\\s]+")) {
        throw StreamException.invalid(
            "http.allowed_origins", "must be origins such as https://app.example.org");
      }
    }
  }

  public GatewayOptions withPort(int otherPort) {
    return new GatewayOptions(host, otherPort, allowRemote, allowedOrigins, connections, requests);
  }

  public GatewayOptions withAllowedOrigins(List<String> origins) {
    return new GatewayOptions(host, port, allowRemote, origins, connections, requests);
  }

  public GatewayOptions withConnections(ConnectionLimits limits) {
    return new GatewayOptions(host, port, allowRemote, allowedOrigins, limits, requests);
  }

  public GatewayOptions withRequests(RequestLimits limits) {
    return new GatewayOptions(host, port, allowRemote, allowedOrigins, connections, limits);
  }
}
