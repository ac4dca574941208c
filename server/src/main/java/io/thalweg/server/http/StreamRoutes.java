package io.thalweg.server.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The paths of streams: what they are, publishing to them, and consuming from them. */
public final class StreamRoutes implements RouteGroup {
  @Override
  public void mount(Routes routes, GatewayContext context) {
    routes.on(
        HttpMethod.GET,
        "/stream/list",
        exchange ->
            context
                .log()
                .streams("", "", 100)
                .onSuccess(
                    names ->
                        exchange.json(
                            200,
                            new JsonObject()
                                .put(
                                    "streams",
                                    new JsonArray(names.stream().map(Object::toString).toList()))
                                .put("count", names.size())))
                .onFailure(exchange::fail));
  }
}
