package io.thalweg.core.bus;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.function.Function;

/**
 * Requests and replies of one deployment on the event bus of this Vert.x: by reference, with typed
 * failures. Objects on it must be immutable.
 */
public final class LocalBus {
  private final EventBus eventBus;
  private final DeliveryOptions replyOptions;

  private LocalBus(Vertx vertx, Addresses addresses) {
    this.eventBus = vertx.eventBus();
    this.replyOptions = options(addresses);
  }

  /** The bus of a deployment whose codec {@link #register} has put in place. */
  static LocalBus of(Vertx vertx, Addresses addresses) {
    return new LocalBus(vertx, addresses);
  }

  /**
   * Puts the deployment's codec in place, once, before its verticles are deployed.
   *
   * @throws IllegalStateException if a deployment with this prefix is there already
   */
  public static void register(Vertx vertx, Addresses addresses) {
    vertx.eventBus().registerCodec(new ByReference(addresses.codec()));
  }

  /** Takes the codec away again. */
  public static void unregister(Vertx vertx, Addresses addresses) {
    vertx.eventBus().unregisterCodec(addresses.codec());
  }

  <R> Future<R> request(String address, Object request, DeliveryOptions options) {
    Future<Message<R>> reply;
    try {
      reply = eventBus.request(address, request, options);
    } catch (IllegalArgumentException codecIsGone) {
      return Future.failedFuture(closing());
    }
    return reply.map(Message::body).recover(LocalBus::unwrap);
  }

  private static StreamException closing() {
    return StreamException.of(ErrorCode.CLOSED, "the server is closing");
  }

  <Q, R> MessageConsumer<Q> serve(String address, Function<Q, Future<R>> service) {
    return eventBus.<Q>localConsumer(address, message -> answer(message, service));
  }

  private <Q, R> void answer(Message<Q> message, Function<Q, Future<R>> service) {
    Future<R> result;
    try {
      result = service.apply(message.body());
    } catch (RuntimeException e) {
      result = Future.failedFuture(e);
    }
    result.onComplete(
        (reply, failure) ->
            message.reply(
                failure == null ? reply : new Failure(StreamException.from(failure)),
                replyOptions));
  }

  static DeliveryOptions options(Addresses addresses) {
    return new DeliveryOptions().setLocalOnly(true).setCodecName(addresses.codec());
  }

  private static <R> Future<R> unwrap(Throwable failure) {
    if (failure instanceof Failure typed) {
      return Future.failedFuture(typed.reason);
    }
    if (failure instanceof ReplyException reply && reply.failureType() == ReplyFailure.TIMEOUT) {
      return Future.failedFuture(
          StreamException.of(ErrorCode.UNAVAILABLE, "the storage did not answer in time"));
    }
    if (failure instanceof ReplyException reply
        && reply.failureType() == ReplyFailure.NO_HANDLERS) {
      return Future.failedFuture(closing());
    }
    return Future.failedFuture(StreamException.from(failure));
  }

  /**
   * A refusal on its way back; the bus treats any {@link ReplyException} as the request's failure.
   */
  private static final class Failure extends ReplyException {
    private static final long serialVersionUID = 1L;
    private final StreamException reason;

    Failure(StreamException reason) {
      super(ReplyFailure.RECIPIENT_FAILURE, reason.code().ordinal(), reason.getMessage(), false);
      this.reason = reason;
    }
  }

  /** Hands over the object itself. */
  private record ByReference(String name) implements MessageCodec<Object, Object> {
    @Override
    public Object transform(Object message) {
      return message;
    }

    @Override
    public void encodeToWire(Buffer buffer, Object message) {
      throw new UnsupportedOperationException("these messages stay in one process");
    }

    @Override
    public Object decodeFromWire(int at, Buffer buffer) {
      throw new UnsupportedOperationException("these messages stay in one process");
    }

    @Override
    public byte systemCodecID() {
      return -1;
    }
  }
}
