package io.thalweg.core.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;

/** Asks for transactions over the event bus. May be used from any context. */
public final class TransactionClient implements TransactionCalls {
  private static final long ANSWER_MS = 60_000;

  private final LocalBus bus;
  private final String address;
  private final DeliveryOptions options;

  public TransactionClient(Vertx vertx, Addresses addresses) {
    this.bus = LocalBus.of(vertx, addresses);
    this.address = addresses.transactions();
    this.options = LocalBus.options(addresses).setSendTimeout(ANSWER_MS);
  }

  @Override
  public Future<TransactionReply> run(TransactionRequest request) {
    return bus.request(address, request, options);
  }
}
