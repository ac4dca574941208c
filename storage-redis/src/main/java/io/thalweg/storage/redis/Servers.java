package io.thalweg.storage.redis;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.storage.redis.Link.Connected;
import io.thalweg.storage.redis.RawLink.Connection;
import io.thalweg.storage.redis.RedisErrors.Lost;
import io.thalweg.storage.redis.RedisErrors.Refused;
import io.thalweg.storage.redis.RedisErrors.Unreachable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The way to the server that has a slot: one Redis, or the masters of a Redis Cluster. What a
 * server certainly did not do and will do in a while is sent again, until the retry timeout.
 */
final class Servers {
  /** For a single Redis, which has all of them. */
  static final int ANY_SLOT = 0;

  private static final long PAUSE_MS = 20;

  /** Somebody may flush the scripts between loading and running one. */
  private static final int LOADS_MAX = 20;

  private final Vertx vertx;
  private final RedisOptions options;
  private final SlotMap slots;
  private volatile boolean closed;

  Servers(Vertx vertx, RedisOptions options) {
    this.vertx = vertx;
    this.options = options;
    this.slots = new SlotMap(vertx, options);
  }

  /** Connects, and looks at all servers that there are. */
  Future<Void> open() {
    return slots.open();
  }

  /** Whether streams in different slots may be on different servers. */
  boolean isCluster() {
    return slots.isCluster();
  }

  /** All servers that streams may be on. */
  List<Node> masters() {
    return slots.masters();
  }

  /** Which server has a slot, as {@code host:port}. */
  String endpoint(int slot) {
    return slots.owner(slot).endpoint();
  }

  /** Asks any server who has which slots. */
  Future<Void> refresh() {
    return slots.refresh();
  }

  /**
   * Runs a script on the connection for writes. Fails with {@link Lost} if nobody knows whether it
   * ran.
   */
  Future<Response> write(int slot, Script script, Function<ServerState, Request> request) {
    return retrying(
        slot, deadline(), () -> onScript(slots.owner(slot).writer(), script, request, true));
  }

  /**
   * Sends one command that writes to a single Redis, behind those that were sent so before, and
   * whatever comes of it not again. Fails with {@link Unreachable} if it was not sent.
   *
   * @param command by the server's process
   */
  Future<RespCursor> writeOnce(Function<String, RespCommands> command) {
    RawLink link = slots.owner(ANY_SLOT).scripts();
    Connection on = link.connection();
    if (on == null) {
      return Future.failedFuture(new Unreachable("no connection yet", null));
    }
    return link.ask(on, command.apply(on.run()))
        .map(Servers::replyTo)
        .compose(
            reply ->
                needsNoReplica()
                    ? Future.succeededFuture(reply)
                    : replicated(link.ask(on, waiting()).map(waited -> replyTo(waited).number()))
                        .map(reply));
  }

  private static RespCursor replyTo(RespFrame answer) {
    RespCursor reply = answer.cursor();
    if (reply.isError()) {
      throw new Refused(reply.error());
    }
    return reply;
  }

  /** The connection for transactions at a single Redis. */
  RawLink transactions() {
    return slots.owner(ANY_SLOT).transactions();
  }

  /** Whether it is enough that the master has a write. */
  boolean needsNoReplica() {
    return options.replicas() == 0;
  }

  /** Runs a script on any other connection, with no order among such calls. */
  Future<Response> script(int slot, Script script, Function<ServerState, Request> request) {
    return retrying(
        slot, deadline(), () -> onScript(slots.owner(slot).reader(), script, request, false));
  }

  /** The same for what is answered as durable. */
  Future<Response> change(int slot, Script script, Function<ServerState, Request> request) {
    return retrying(
        slot, deadline(), () -> onScript(slots.owner(slot).reader(), script, request, true));
  }

  /** A single command that is answered as durable. */
  Future<Response> change(int slot, Request request) {
    return needsNoReplica()
        ? read(slot, request)
        : retrying(slot, deadline(), () -> onReplicas(slots.owner(slot).reader(), request));
  }

  private Future<Response> onReplicas(Link link, Request request) {
    return link.connected()
        .compose(on -> link.send(on, request).compose(reply -> replicated(link, on).map(reply)));
  }

  /** Sends a script's text to the server that has a slot. */
  Future<Response> load(int slot, Script script) {
    return retrying(slot, deadline(), () -> slots.owner(slot).reader().send(script.load()));
  }

  private Future<Response> onScript(
      Link link, Script script, Function<ServerState, Request> request, boolean isDurable) {
    return link.connected()
        .compose(
            on ->
                onScript(link, on, script, request, LOADS_MAX)
                    .compose(
                        reply ->
                            !isDurable || needsNoReplica()
                                ? Future.succeededFuture(reply)
                                : replicated(link, on).map(reply)));
  }

  private static Future<Response> onScript(
      Link link,
      Connected on,
      Script script,
      Function<ServerState, Request> request,
      int loadsLeft) {
    return link.send(on, request.apply(on.server()))
        .recover(
            failure ->
                RedisErrors.isUnknownScript(failure) && loadsLeft > 0
                    ? link.send(on, script.load())
                        .compose(loaded -> onScript(link, on, script, request, loadsLeft - 1))
                    : Future.failedFuture(failure));
  }

  private Future<Void> replicated(Link link, Connected on) {
    Request wait = RespText.requests(waiting()).get(0);
    return replicated(link.send(on, wait).map(Response::toLong));
  }

  private RespCommands waiting() {
    return new RespCommands(32)
        .begin(3)
        .word("WAIT")
        .word(options.replicas())
        .word(options.replicaTimeoutMs());
  }

  /**
   * Whether as many have a write as must.
   *
   * @param reached how many said so
   */
  private Future<Void> replicated(Future<Long> reached) {
    return reached.transform(
        (replicas, failure) -> {
          if (failure instanceof Unreachable) {
            // What asks was not sent, but the write was.
            return Future.failedFuture(new Lost(failure.getMessage(), failure));
          }
          if (failure != null) {
            return Future.failedFuture(failure);
          }
          return replicas >= options.replicas()
              ? Future.succeededFuture()
              : Future.failedFuture(tooFew(replicas));
        });
  }

  private StreamException tooFew(long replicas) {
    return StreamException.of(
        ErrorCode.UNAVAILABLE,
        "only "
            + replicas
            + " of "
            + options.replicas()
            + " replicas have the write: its outcome is unknown");
  }

  /** Sends requests that change nothing, in their order, about keys of one slot. */
  Future<List<Response>> read(int slot, List<Request> requests) {
    return retrying(
        slot,
        deadline(),
        () ->
            slots
                .owner(slot)
                .reader()
                .batch(requests)
                .recover(
                    failure -> {
                      if (RedisErrors.isAsk(failure)) {
                        return oneByOne(slot, requests, 0, new ArrayList<>());
                      }
                      return failure instanceof Lost || failure instanceof Unreachable
                          ? slots.owner(slot).reader().batch(requests)
                          : Future.failedFuture(failure);
                    }));
  }

  /**
   * Sends commands that change nothing, in their order, about keys of one slot: as {@link
   * #read(int, List)} does, but if all goes well the replies are not taken apart.
   */
  Future<RespFrame> readRaw(int slot, RespCommands commands) {
    return slots
        .owner(slot)
        .pages()
        .ask(commands)
        .compose(
            frame -> frame.hasError() ? readApart(slot, commands) : Future.succeededFuture(frame),
            failure -> readApart(slot, commands));
  }

  private Future<RespFrame> readApart(int slot, RespCommands commands) {
    return read(slot, RespText.requests(commands)).map(RespText::frame);
  }

  Future<Response> read(int slot, Request request) {
    return read(slot, List.of(request)).map(replies -> replies.get(0));
  }

  /** While a slot moves its keys may be here or there, each by itself. */
  private Future<List<Response>> oneByOne(
      int slot, List<Request> requests, int next, List<Response> replies) {
    if (next == requests.size()) {
      return Future.succeededFuture(replies);
    }
    Request request = requests.get(next);
    return slots
        .owner(slot)
        .reader()
        .send(request)
        .recover(
            failure ->
                RedisErrors.isAsk(failure)
                    ? slots
                        .node(RedisErrors.target(failure))
                        .reader()
                        .batch(List.of(Request.cmd(Command.ASKING), request))
                        .map(both -> both.get(1))
                    : Future.failedFuture(failure))
        .compose(
            reply -> {
              replies.add(reply);
              return oneByOne(slot, requests, next + 1, replies);
            });
  }

  private <T> Future<T> retrying(int slot, long deadlineMs, Supplier<Future<T>> attempt) {
    return attempt
        .get()
        .recover(
            failure -> {
              if (failure instanceof Unreachable && isCluster()) {
                slots.refresh();
              }
              if (!RedisErrors.isPassing(failure) || nowMs() > deadlineMs || closed) {
                return Future.failedFuture(failure);
              }
              return prepare(slot, failure).compose(ready -> retrying(slot, deadlineMs, attempt));
            });
  }

  private Future<Void> prepare(int slot, Throwable failure) {
    if (RedisErrors.isReadOnly(failure)) {
      slots.owner(slot).drop();
    }
    Future<Void> known =
        isCluster() && !RedisErrors.isAsk(failure)
            ? slots
                .refresh(RedisErrors.isMoved(failure) ? RedisErrors.target(failure) : "")
                .otherwiseEmpty()
            : Future.succeededFuture();
    return RedisErrors.isMoved(failure) ? known : known.compose(done -> pause());
  }

  private Future<Void> pause() {
    return vertx.timer(PAUSE_MS).mapEmpty();
  }

  private long deadline() {
    return nowMs() + options.retryTimeoutMs();
  }

  private static long nowMs() {
    return System.nanoTime() / 1_000_000;
  }

  Future<Void> close() {
    closed = true;
    return slots.close();
  }
}
