package io.thalweg.server.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Which endpoint answers which method and path. Not thread-safe: belongs to one gateway instance.
 *
 * <p>The router asks its routes in the order in which they were added, so those that are called
 * most stand first.
 */
public final class Routes {
  private final Router router;
  private final RequestLimits limits;
  private final Map<String, TreeSet<String>> methodsByPath = new LinkedHashMap<>();

  Routes(Vertx vertx, RequestLimits limits) {
    this.router = Router.router(vertx);
    this.limits = limits;
    router.route().handler(this::checkPath);
  }

  /**
   * Adds an endpoint.
   *
   * @param template such as <code>/stream/{stream}/info</code>
   * @throws IllegalStateException if the method is taken on this path
   */
  public Routes on(HttpMethod method, String template, Endpoint endpoint) {
    String path = template.replace("{", ":").replace("}", "");
    if (!methodsByPath.computeIfAbsent(path, any -> new TreeSet<>()).add(method.name())) {
      throw new IllegalStateException(method + " " + template + " is taken");
    }
    router.route(method, path).handler(context -> answer(context, endpoint));
    return this;
  }

  /** No more endpoints: what is left over is not allowed, or not there. */
  Routes close() {
    methodsByPath.forEach(
        (path, methods) -> {
          String allow = String.join(", ", methods);
          router.route(path).handler(context -> refuse(context, Refusal.methodNotAllowed(allow)));
        });
    router.route().handler(context -> refuse(context, Refusal.pathNotFound()));
    return this;
  }

  void handle(HttpServerRequest request) {
    router.handle(request);
  }

  /** The router takes more spellings of a path for the same than we want to answer to. */
  private void checkPath(RoutingContext context) {
    try {
      PathText.check(context.request().path());
    } catch (RuntimeException refused) {
      refuse(context, refused);
      return;
    }
    context.next();
  }

  private void answer(RoutingContext context, Endpoint endpoint) {
    Exchange exchange = new Exchange(context, limits);
    try {
      endpoint.handle(exchange);
    } catch (RuntimeException refused) {
      exchange.fail(refused);
    }
  }

  private static void refuse(RoutingContext context, RuntimeException refused) {
    HttpErrors.send(context.response(), refused);
  }
}
