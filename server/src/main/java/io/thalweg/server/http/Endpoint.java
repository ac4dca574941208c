package io.thalweg.server.http;

/** What is done for one method on one path. */
@FunctionalInterface
public interface Endpoint {
  /**
   * Answers the exchange, now or later, on the event loop it was called on. What it throws is
   * answered through {@link HttpErrors}.
   */
  void handle(Exchange exchange);
}
