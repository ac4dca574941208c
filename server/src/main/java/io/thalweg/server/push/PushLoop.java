package io.thalweg.server.push;

import io.netty.buffer.ByteBufAllocator;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.tail.Subscription;
import io.thalweg.core.tail.TailFeeds;
import io.thalweg.server.http.GatewayContext;
import io.thalweg.server.http.StartOffset;
import io.thalweg.server.http.Subscribers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;

/** What the readers of one event loop share. Not thread-safe: belongs to that loop. */
final class PushLoop {
  private final GatewayContext gateway;
  private final ContextInternal context;
  private final PushOptions options;
  private final Admission admission;
  private final EncodedBytes.Memory memory;
  private final EncodedBlock.Encoders encoders;
  private final TailFeeds<EncodedBlock> feeds;
  private final Heartbeats pings;
  private final Heartbeats comments;
  private final Set<PushClient> clients = new LinkedHashSet<>();

  PushLoop(
      GatewayContext gateway,
      PushOptions options,
      Admission admission,
      EncodedBytes.Memory memory,
      ByteBufAllocator allocator) {
    this.gateway = gateway;
    this.context = (ContextInternal) gateway.vertx().getOrCreateContext();
    this.options = options;
    this.admission = admission;
    this.memory = memory;
    this.encoders = new EncodedBlock.Encoders(allocator, memory);
    this.feeds = new TailFeeds<>(gateway.vertx(), gateway.log(), encoders);
    this.pings = new Heartbeats(gateway.vertx(), options.pingEveryMs());
    this.comments = new Heartbeats(gateway.vertx(), commentEveryMs(gateway, options));
    gateway.closing().onClosing(this::sendAllAway);
  }

  /** A client that has nothing to read is not to be closed as a connection on which nothing is. */
  private static int commentEveryMs(GatewayContext gateway, PushOptions options) {
    long idleMs = gateway.options().connections().idleMs();
    return (int) Math.min(options.heartbeatEveryMs(), idleMs / 2);
  }

  /** For what is sent to a client; it hears in its context that there is room again. */
  Outbox outbox(PushClient client) {
    return new Outbox(
        options.sendBufferBytes(), memory, () -> context.dispatch(client, PushClient::roomAgain));
  }

  /** Does something in the loop's context, at once. */
  void dispatch(Runnable action) {
    context.dispatch(action, Runnable::run);
  }

  Vertx vertx() {
    return gateway.vertx();
  }

  PushOptions options() {
    return options;
  }

  EncodedBlock.Encoders encoders() {
    return encoders;
  }

  EncodedBytes.Memory memory() {
    return memory;
  }

  Heartbeats pings() {
    return pings;
  }

  Heartbeats comments() {
    return comments;
  }

  /**
   * Finds out whether the request can be served, and with what it begins.
   *
   * @return fails with what is wrong with it
   */
  Future<Beginning> begin(PushRequest request) {
    refuseIfClosing();
    return StartOffset.resolve(gateway.log(), request.stream(), request.read())
        .compose(from -> readFirst(request, from));
  }

  private Future<Beginning> readFirst(PushRequest request, long from) {
    return feeds
        .readFirst(request.stream(), from, request.read().filter())
        .compose(
            first ->
                request.isMeant(first)
                    ? Future.succeededFuture(
                        new Beginning(request, request.startsAt(from, first), first))
                    : begin(request));
  }

  /** Fails if no reader should begin now. */
  void refuseIfClosing() {
    if (gateway.closing().begun()) {
      throw StreamException.of(ErrorCode.CLOSED, "the server is closing");
    }
  }

  Subscription<EncodedBlock> subscribe(Beginning beginning, Reader reader) {
    PushRequest request = beginning.request();
    return feeds.subscribe(
        request.stream(), beginning.from(), request.read().filter(), beginning.first(), reader);
  }

  /** Lets a client in, until the reader that it becomes is detached, or {@link #leave}. */
  void enter() {
    admission.enter();
  }

  void leave() {
    admission.leave();
  }

  Subscribers.Attachment attach(StreamName stream, PushClient client) {
    clients.add(client);
    return gateway.subscribers().attach(stream);
  }

  void delivered(EventBlock events) {
    gateway.subscribers().delivered(events);
  }

  void detach(PushClient client) {
    if (clients.remove(client)) {
      admission.leave();
    }
  }

  private Future<Void> sendAllAway() {
    StreamException reason = StreamException.of(ErrorCode.CLOSED, "the server is closing");
    new ArrayList<>(clients).forEach(client -> client.end(reason));
    return Future.succeededFuture();
  }
}
