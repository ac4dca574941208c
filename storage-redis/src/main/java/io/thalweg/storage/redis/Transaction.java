package io.thalweg.storage.redis;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.storage.redis.RedisErrors.Unreachable;
import io.vertx.core.Future;
import java.util.function.BiFunction;

/**
 * Commands that Redis does all at once, or not at all if what was looked at before has changed by
 * then. The commands are sent only when Redis has said that the transaction is open: without one
 * they would be done one by one.
 */
final class Transaction {
  private Transaction() {}

  /**
   * Runs a transaction on a connection that nobody else uses meanwhile.
   *
   * @param look begins with {@code WATCH} and ends with {@code MULTI}
   * @param commands what to do, by the server's process and by what was seen, with {@code EXEC} at
   *     the end; null if nothing
   * @return whether it was done; fails if nobody knows
   */
  static Future<Boolean> run(
      RawLink link, RespCommands look, BiFunction<String, RespCursor, RespCommands> commands) {
    RawLink.Connection on = link.connection();
    if (on == null) {
      return Future.succeededFuture(false);
    }
    return link.ask(on, look)
        .map(seen -> seen.hasError() ? null : commands.apply(on.run(), seen.cursor()))
        .otherwiseEmpty()
        .compose(
            wanted -> {
              if (wanted == null) {
                // The transaction may be open.
                link.drop(on);
                return Future.succeededFuture(false);
              }
              return execute(link, on, wanted);
            });
  }

  private static Future<Boolean> execute(
      RawLink link, RawLink.Connection on, RespCommands commands) {
    return link.ask(on, commands)
        .map(replies -> isDone(replies, commands.count()))
        .recover(
            failure ->
                failure instanceof Unreachable
                    ? Future.succeededFuture(false)
                    : Future.failedFuture(failure));
  }

  /** If Redis refuses one command it does none of them. */
  private static boolean isDone(RespFrame replies, int count) {
    RespCursor reply = replies.cursor();
    for (int i = 1; i < count; i++) {
      reply.skip();
    }
    if (reply.isError() || reply.array() < 0) {
      return false;
    }
    if (replies.hasError()) {
      // Nothing that we send gives reason for it.
      throw StreamException.of(ErrorCode.INTERNAL, "Redis did a transaction only in part");
    }
    return true;
  }
}
