package io.thalweg.server.ops;

import io.thalweg.server.http.Exchange;
import io.thalweg.server.http.GatewayContext;
import io.thalweg.server.http.RouteGroup;
import io.thalweg.server.http.Routes;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * The description of the interface and a page that shows it: {@code /openapi.yaml}, {@code /docs}.
 * Everything is served from the class path, so the page works without a network.
 */
public final class DocsRoutes implements RouteGroup {
  private static final String HTML = "text/html; charset=utf-8";
  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String STYLE = "text/css; charset=utf-8";

  /** The page runs our files and talks to us; its styles are set by its script. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
          + " img-src 'self' data:; font-src 'self' data:; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final Map<String, String> SWAGGER_UI =
      Map.of(
          "swagger-ui.css", STYLE,
          "swagger-ui-bundle.js", SCRIPT,
          "favicon-32x32.png", "image/png");

  private Vertx vertx;

  @Override
  public void mount(Routes routes, GatewayContext gateway) {
    vertx = gateway.vertx();
    routes
        .show("/openapi.yaml", this::description)
        // These take any parameters: the page keeps its own state in them, mail and chat programs
        // append some to links, and proxies to files that they want anew.
        .show("/docs", exchange -> send(exchange, "/docs/index.html", HTML))
        .show("/docs/start.js", exchange -> send(exchange, "/docs/start.js", SCRIPT));
    SWAGGER_UI.forEach(
        (file, type) ->
            routes.show(
                "/docs/" + file,
                exchange -> send(exchange, () -> ClassPath.readSwaggerUi(file), type)));
  }

  private void description(Exchange exchange) {
    exchange.query().refuseOthers();
    send(exchange, "/openapi.yaml", "application/yaml");
  }

  private void send(Exchange exchange, String resource, String contentType) {
    send(exchange, () -> ClassPath.read(resource), contentType);
  }

  private void send(Exchange exchange, Callable<Buffer> file, String contentType) {
    vertx
        .executeBlocking(file, false)
        .onSuccess(
            bytes ->
                exchange
                    .response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, contentType)
                    .putHeader("Content-Security-Policy", POLICY)
                    .putHeader("X-Content-Type-Options", "nosniff")
                    .putHeader("Referrer-Policy", "no-referrer")
                    .end(bytes))
        .onFailure(exchange::fail);
  }
}
