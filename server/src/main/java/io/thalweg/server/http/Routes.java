package io.thalweg.server.http;

import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which endpoint answers which method and path: a tree of path segments, walked without regular
 * expressions. Not thread-safe: belongs to one gateway instance.
 */
public final class Routes {
  private final Node root = new Node();

  /**
   * Adds an endpoint.
   *
   * @param template such as <code>/stream/{stream}/info</code>; a fixed segment wins over a
   *     variable one
   * @throws IllegalStateException if the method is taken on this path
   */
  public Routes on(HttpMethod method, String template, Endpoint endpoint) {
    Node node = root;
    List<String> variables = new ArrayList<>();
    for (String segment : template.substring(1).split("/")) {
      boolean variable = segment.startsWith("{");
      if (variable) {
        variables.add(segment.substring(1, segment.length() - 1));
      }
      node = variable ? node.variable() : node.fixed(segment);
    }
    node.endpoints.add(method, template, variables, endpoint);
    return this;
  }

  /** The endpoints of the exchange's path, or null; leaves the variables in the exchange. */
  Endpoints find(String path, Exchange exchange) {
    return path.isEmpty() || path.charAt(0) != '/' ? null : find(root, path, 1, 0, exchange);
  }

  private static Endpoints find(Node node, String path, int at, int depth, Exchange exchange) {
    if (at > path.length()) {
      return node.endpoints.isEmpty() ? null : node.endpoints;
    }
    int slash = path.indexOf('/', at);
    int end = slash < 0 ? path.length() : slash;
    if (end == at) {
      return null;
    }
    String segment = PercentText.decode(path, at, end, false);
    Node fixed = node.fixed == null ? null : node.fixed.get(segment);
    Endpoints found = fixed == null ? null : find(fixed, path, end + 1, depth, exchange);
    if (found != null || node.variable == null) {
      return found;
    }
    exchange.variable(depth, segment);
    return find(node.variable, path, end + 1, depth + 1, exchange);
  }

  /** What is known of one path. */
  static final class Endpoints {
    private final Map<HttpMethod, Route> byMethod = new HashMap<>();
    private String allow = "";

    private void add(
        HttpMethod method, String template, List<String> variables, Endpoint endpoint) {
      Route route = new Route(template, variables.toArray(new String[0]), endpoint);
      if (byMethod.putIfAbsent(method, route) != null) {
        throw new IllegalStateException(method + " " + template + " is taken");
      }
      Map<String, Route> sorted = new TreeMap<>();
      byMethod.forEach((known, any) -> sorted.put(known.name(), any));
      allow = String.join(", ", sorted.keySet());
    }

    private boolean isEmpty() {
      return byMethod.isEmpty();
    }

    /** The route for the method, or null. */
    Route of(HttpMethod method) {
      return byMethod.get(method);
    }

    /** The methods that there are, as in the header {@code Allow}. */
    String allow() {
      return allow;
    }
  }

  record Route(String template, String[] variables, Endpoint endpoint) {}

  private static final class Node {
    final Endpoints endpoints = new Endpoints();
    Map<String, Node> fixed;
    Node variable;

    Node fixed(String segment) {
      if (fixed == null) {
        fixed = new HashMap<>();
      }
      return fixed.computeIfAbsent(segment, any -> new Node());
    }

    Node variable() {
      if (variable == null) {
        variable = new Node();
      }
      return variable;
    }
  }
}
