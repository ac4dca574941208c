package io.thalweg.core.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;

/** Puts a {@link StreamLog} on the bus, for the {@link StreamClient}s of its deployment. */
public final class LogEndpoint {
  private final MessageConsumer<LogRequest<Object>> consumer;

  private LogEndpoint(MessageConsumer<LogRequest<Object>> consumer) {
    this.consumer = consumer;
  }

  /** Serves {@code log} on the calling context from now on. */
  public static LogEndpoint open(Vertx vertx, Addresses addresses, StreamLog log) {
    return new LogEndpoint(
        LocalBus.of(vertx, addresses)
            .serve(addresses.log(), (LogRequest<Object> request) -> request.on(log)));
  }

  public Future<Void> close() {
    return consumer.unregister();
  }
}
