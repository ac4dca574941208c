package io.thalweg.core.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;

/** Puts transactions on the bus, for the {@link TransactionClient}s of its deployment. */
public final class TransactionEndpoint {
  private final MessageConsumer<TransactionRequest> consumer;

  private TransactionEndpoint(MessageConsumer<TransactionRequest> consumer) {
    this.consumer = consumer;
  }

  /** Serves {@code transactions} on the calling context from now on. */
  public static TransactionEndpoint open(
      Vertx vertx, Addresses addresses, TransactionCalls transactions) {
    return new TransactionEndpoint(
        LocalBus.of(vertx, addresses)
            .serve(
                addresses.transactions(),
                (TransactionRequest request) -> transactions.run(request)));
  }

  public Future<Void> close() {
    return consumer.unregister();
  }
}
