package io.thalweg.bench.redis;

import io.thalweg.bench.net.Endpoint;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a Redis is, and what is said to it first.
 *
 * @param greeting commands that every connection starts with; at least one
 */
record RedisAddress(Endpoint endpoint, List<List<String>> greeting) {
  private static final int PORT = 6379;

  /** Reads an address like {@code redis://user:password@127.0.0.1:6379/0}. */
  static RedisAddress parse(String text) {
    URI uri = URI.create(text);
    if (!"redis".equals(uri.getScheme()) || uri.getHost() == null) {
      throw new IllegalArgumentException(
          "--redis-uri must be like redis://127.0.0.1:6379/0; the bench speaks no TLS");
    }
    List<List<String>> greeting = new ArrayList<>();
    if (uri.getUserInfo() != null) {
      greeting.add(login(uri.getUserInfo()));
    }
    String path = uri.getPath();
    greeting.add(List.of("SELECT", path == null || path.length() < 2 ? "0" : path.substring(1)));
    int port = uri.getPort() < 0 ? PORT : uri.getPort();
    return new RedisAddress(new Endpoint(uri.getHost(), port), greeting);
  }

  private static List<String> login(String userInfo) {
    int colon = userInfo.indexOf(':');
    String password = userInfo.substring(colon + 1);
    return colon < 1
        ? List.of("AUTH", password)
        : List.of("AUTH", userInfo.substring(0, colon), password);
  }
}
