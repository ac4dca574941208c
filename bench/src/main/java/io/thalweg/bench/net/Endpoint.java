package io.thalweg.bench.net;

import java.net.URI;

/** Where a server listens. */
public record Endpoint(String host, int port) {

  public Endpoint {
    if (host == null || host.isEmpty() || port < 1 || port > 65535) {
      throw new IllegalArgumentException(
          "an address needs a host and a port, like http://127.0.0.1:15500");
    }
  }

  /** Reads an address like {@code http://127.0.0.1:15500}; the port is 80 if none is named. */
  public static Endpoint parse(String url) {
    URI uri = URI.create(url);
    if (!"http".equals(uri.getScheme())) {
      throw new IllegalArgumentException("only http:// addresses can be loaded, not " + url);
    }
    return new Endpoint(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort());
  }

  public String url() {
    return "http://" + host + ":" + port;
  }
}
