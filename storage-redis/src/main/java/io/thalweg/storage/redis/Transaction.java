package io.thalweg.storage.redis;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.storage.redis.Link.Connected;
import io.thalweg.storage.redis.RedisErrors.Unreachable;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Commands that Redis does all at once, or not at all if what was looked at before has changed by
 * then. The commands are sent only when Redis has said that the transaction is open: without one
 * they would be done one by one.
 */
final class Transaction {
  private static final Request DISCARD = Request.cmd(Command.DISCARD);

  private Transaction() {}

  /**
   * Runs a transaction on a connection that nobody else uses meanwhile.
   *
   * @param look begins with {@code WATCH} and ends with {@code MULTI}
   * @param commands what to do of what was seen, with {@code EXEC} at the end; nothing if none
   * @return the connection that it was done on, or null if it was certainly not done; fails if
   *     nobody knows
   */
  static Future<Connected> run(
      Link link,
      List<Request> look,
      BiFunction<ServerState, List<Response>, List<Request>> commands) {
    return link.connected()
        .compose(
            on ->
                link.batch(on, look)
                    // The transaction may be open or not.
                    .onFailure(failure -> link.drop(on))
                    .map(seen -> commands.apply(on.server(), seen))
                    .transform(
                        (wanted, failure) ->
                            failure == null ? execute(link, on, wanted) : Future.succeededFuture()),
            unreachable -> Future.succeededFuture());
  }

  private static Future<Connected> execute(Link link, Connected on, List<Request> commands) {
    if (commands.isEmpty()) {
      return link.send(on, DISCARD).transform(done -> Future.succeededFuture());
    }
    return link.batch(on, commands)
        .compose(
            replies -> checked(replies.get(replies.size() - 1)) ? done(on) : notDone(),
            failure -> isNotDone(failure) ? notDone() : Future.failedFuture(failure));
  }

  private static Future<Connected> done(Connected on) {
    return Future.succeededFuture(on);
  }

  private static Future<Connected> notDone() {
    return Future.succeededFuture(null);
  }

  /** If Redis refuses one command it does none of them. */
  private static boolean isNotDone(Throwable failure) {
    return RedisErrors.word(failure) != null || failure instanceof Unreachable;
  }

  /** Whether it was done; throws if it was done in part, which no command here gives reason for. */
  private static boolean checked(Response executed) {
    if (executed == null) {
      return false;
    }
    for (Response reply : executed) {
      if (reply != null && reply.type() == ResponseType.ERROR) {
        throw StreamException.of(ErrorCode.INTERNAL, "Redis says within a transaction: " + reply);
      }
    }
    return true;
  }
}
