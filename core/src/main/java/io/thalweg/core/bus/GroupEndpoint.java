package io.thalweg.core.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;

/** Puts the group coordinator on the bus, for the {@link GroupClient}s of its deployment. */
public final class GroupEndpoint {
  private final MessageConsumer<GroupRequest<Object>> consumer;

  private GroupEndpoint(MessageConsumer<GroupRequest<Object>> consumer) {
    this.consumer = consumer;
  }

  /** Serves {@code groups} on the calling context from now on. */
  public static GroupEndpoint open(Vertx vertx, Addresses addresses, GroupCalls groups) {
    return new GroupEndpoint(
        LocalBus.of(vertx, addresses)
            .serve(addresses.groups(), (GroupRequest<Object> request) -> request.on(groups)));
  }

  public Future<Void> close() {
    return consumer.unregister();
  }
}
