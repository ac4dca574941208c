package io.thalweg.server.http;

import io.thalweg.server.json.SpareArrays;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
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
  private final SpareArrays arrays;
  private final DurabilityHeader durability;
  private final BrowserPolicy browsers;
  private final Map<String, TreeSet<String>> methodsByPath = new LinkedHashMap<>();
  private final Set<String> all = new TreeSet<>();

  Routes(Vertx vertx, GatewayOptions options, SpareArrays arrays, DurabilityHeader durability) {
    this.router = Router.router(vertx);
    this.limits = options.requests();
    this.arrays = arrays;
    this.durability = durability;
    this.browsers = new BrowserPolicy(options);
  }

  /**
   * Adds an endpoint.
   *
   * @param template such as <code>/stream/{stream}/info</code>
   * @throws IllegalStateException if the method is taken on this path
   */
  public Routes on(HttpMethod method, String template, Endpoint endpoint) {
    mount(method, template, endpoint);
    all.add(method + " " + template);
    return this;
  }

  /**
   * Adds an endpoint that shows something and changes nothing: GET, and HEAD, which RFC 9110 asks
   * of every server and load balancers ask of {@code /health}. A poll of a group is not one, as it
   * hands events out.
   */
  public Routes show(String template, Endpoint endpoint) {
    mount(HttpMethod.HEAD, template, endpoint);
    return on(HttpMethod.GET, template, endpoint);
  }

  private void mount(HttpMethod method, String template, Endpoint endpoint) {
    String path = template.replace("{", ":").replace("}", "");
    if (!methodsByPath.computeIfAbsent(path, any -> new TreeSet<>()).add(method.name())) {
      throw new IllegalStateException(method + " " + template + " is taken");
    }
    router.route(method, path).setName(template).handler(context -> answer(context, endpoint));
  }

  /** What there is by now, such as <code>GET /stream/{stream}/info</code>. */
  public Set<String> all() {
    return Collections.unmodifiableSet(all);
  }

  /** No more endpoints: what is left over is not allowed, or not there. */
  void close() {
    methodsByPath.forEach(
        (path, methods) -> {
          String allow = String.join(", ", methods);
          router.route(path).handler(context -> refuseMethod(context, allow));
        });
    router.route().handler(context -> Exchange.refuse(context.request(), Refusal.pathNotFound()));
  }

  void handle(HttpServerRequest request) {
    request.response().headers().set(Headers.NOSNIFF_NAME, Headers.NOSNIFF);
    try {
      browsers.check(request);
      // The router takes more spellings of a path for the same than we want to answer to, and logs
      // paths and queries that it cannot read.
      PathText.check(request.path());
      Query.check(request.query());
    } catch (RuntimeException refused) {
      Exchange.refuse(request, refused);
      return;
    }
    router.handle(request);
  }

  private void answer(RoutingContext context, Endpoint endpoint) {
    Exchange exchange = new Exchange(context, limits, arrays, durability);
    try {
      endpoint.handle(exchange);
    } catch (RuntimeException refused) {
      exchange.fail(refused);
    }
  }

  private static void refuseMethod(RoutingContext context, String allow) {
    if (BrowserPolicy.isPreflight(context.request())) {
      BrowserPolicy.answerPreflight(context.request(), allow);
    } else {
      Exchange.refuse(context.request(), Refusal.methodNotAllowed(allow));
    }
  }
}
