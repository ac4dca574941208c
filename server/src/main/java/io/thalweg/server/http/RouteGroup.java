package io.thalweg.server.http;

/**
 * Paths that belong together. Each gateway instance mounts a group of its own, so what a group
 * holds belongs to that instance's event loop and needs no locks.
 */
@FunctionalInterface
public interface RouteGroup {
  /** Adds the group's paths. Called once, on the gateway's event loop, before it listens. */
  void mount(Routes routes, GatewayContext context);
}
