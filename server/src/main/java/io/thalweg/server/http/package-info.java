/**
 * The HTTP gateway: {@link io.thalweg.server.http.Gateway} deploys one {@link
 * io.thalweg.server.http.GatewayVerticle} per event loop, each with its own table of {@link
 * io.thalweg.server.http.Routes}. One class per route; what a route needs from a request it takes
 * from its {@link io.thalweg.server.http.Exchange}; what goes wrong becomes an answer in {@link
 * io.thalweg.server.http.HttpErrors} and nowhere else.
 *
 * <p>Other pieces of the server add their paths as a {@link io.thalweg.server.http.RouteGroup}.
 */
package io.thalweg.server.http;
