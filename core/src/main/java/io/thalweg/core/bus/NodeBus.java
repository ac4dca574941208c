package io.thalweg.core.bus;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.function.Function;

/**
 * Requests between nodes over a clustered event bus, as bytes:
 *
 * <pre>
 * request  u8 version | value
 * reply    u8 version | u8 0 done, 1 failed, 2 not reached | value
 * </pre>
 */
final class NodeBus {
  /** Raised with every change of what crosses; nodes of different versions refuse each other. */
  static final short VERSION = 2;

  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int NOT_REACHED = 2;
  private static final int REQUEST_VALUE_AT = 1;
  private static final int REPLY_VALUE_AT = 2;

  private final EventBus eventBus;
  private final Addresses addresses;
  private final String notThere;
  private MessageConsumer<Buffer> consumer;

  NodeBus(Vertx vertx, Addresses addresses) {
    this.eventBus = vertx.eventBus();
    this.addresses = addresses;
    this.notThere =
        vertx.isClustered()
            ? "the node that coordinates the groups is not there"
            : "another server on this storage coordinates the groups, and this one is not joined"
                + " with it: set cluster.enabled on all of them";
  }

  /** Serves requests to this node on the calling context; ready when all nodes can know. */
  Future<Void> serve(String node, Function<Object, Future<?>> service) {
    consumer = eventBus.consumer(addresses.node(node), message -> answer(message, service));
    return consumer.completion();
  }

  Future<Void> close() {
    return consumer == null ? Future.succeededFuture() : consumer.unregister();
  }

  /**
   * Asks another node; fails with {@link NotReachedException} if it did not do anything.
   *
   * @param patienceMs how long to wait for the answer
   */
  Future<Object> ask(String node, Object request, long patienceMs) {
    Buffer message =
        Buffer.buffer().appendUnsignedByte(VERSION).appendBuffer(WireWriter.write(request));
    DeliveryOptions options = new DeliveryOptions().setSendTimeout(patienceMs);
    return eventBus
        .<Buffer>request(addresses.node(node), message, options)
        .transform(
            (reply, failure) ->
                failure == null ? answered(reply.body()) : Future.failedFuture(reason(failure)));
  }

  private static Future<Object> answered(Buffer reply) {
    checkVersion(reply);
    Object value = WireReader.read(reply, REPLY_VALUE_AT);
    return switch (reply.getUnsignedByte(1)) {
      case DONE -> Future.succeededFuture(value);
      case FAILED -> Future.failedFuture((StreamException) value);
      default -> Future.failedFuture(new NotReachedException((String) value));
    };
  }

  private RuntimeException reason(Throwable failure) {
    if (failure instanceof ReplyException reply
        && reply.failureType() == ReplyFailure.NO_HANDLERS) {
      return new NotReachedException(notThere);
    }
    return StreamException.caused(
        ErrorCode.UNAVAILABLE, "the node that coordinates the groups did not answer", failure);
  }

  private static void answer(Message<Buffer> message, Function<Object, Future<?>> service) {
    Future<?> result;
    try {
      checkVersion(message.body());
      result = service.apply(WireReader.read(message.body(), REQUEST_VALUE_AT));
    } catch (RuntimeException refused) {
      result = Future.failedFuture(refused);
    }
    result.onComplete((reply, failure) -> message.reply(reply(reply, failure)));
  }

  private static Buffer reply(Object reply, Throwable failure) {
    if (failure == null) {
      return reply(DONE, reply);
    }
    return failure instanceof NotReachedException
        ? reply(NOT_REACHED, failure.getMessage())
        : reply(FAILED, StreamException.from(failure));
  }

  private static Buffer reply(int kind, Object value) {
    return Buffer.buffer()
        .appendUnsignedByte(VERSION)
        .appendUnsignedByte((short) kind)
        .appendBuffer(WireWriter.write(value));
  }

  private static void checkVersion(Buffer message) {
    if (message.getUnsignedByte(0) != VERSION) {
      throw StreamException.of(
          ErrorCode.UNAVAILABLE, "the nodes of the cluster run different versions of Thalweg");
    }
  }
}
