package io.thalweg.server.http;

import io.vertx.core.http.HttpMethod;

/** The paths of streams: what they are, publishing to them, and consuming from them. */
public final class StreamRoutes implements RouteGroup {
  @Override
  public void mount(Routes routes, GatewayContext context) {
    routes
        .on(HttpMethod.POST, "/stream/{stream}/publish", new PublishRoute(context))
        .on(HttpMethod.GET, "/stream/{stream}/consume/{consumer}", new ConsumeRoute(context))
        .on(HttpMethod.POST, "/stream/{stream}/producer/{producer}", new OpenProducerRoute(context))
        .show("/stream/list", new ListStreamsRoute(context))
        .on(HttpMethod.POST, "/stream/{stream}", new CreateStreamRoute(context))
        .on(HttpMethod.PUT, "/stream/{stream}", new EnsureStreamRoute(context))
        .on(HttpMethod.PATCH, "/stream/{stream}", new AlterStreamRoute(context))
        .on(HttpMethod.DELETE, "/stream/{stream}", new DeleteStreamRoute(context))
        .show("/stream/{stream}/info", new StreamInfoRoute(context))
        .show("/stream/{stream}/stats", new StreamStatsRoute(context));
  }
}
