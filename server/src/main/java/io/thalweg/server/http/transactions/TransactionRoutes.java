package io.thalweg.server.http.transactions;

import io.thalweg.server.http.GatewayContext;
import io.thalweg.server.http.RouteGroup;
import io.thalweg.server.http.Routes;
import io.vertx.core.http.HttpMethod;

/** The path of transactions. */
public final class TransactionRoutes implements RouteGroup {
  @Override
  public void mount(Routes routes, GatewayContext context) {
    routes.on(HttpMethod.POST, "/transaction", new TransactionRoute(context));
  }
}
