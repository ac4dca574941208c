package io.thalweg.storage.redis;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamName;
import io.thalweg.storage.redis.RawLink.Connection;
import io.thalweg.storage.redis.RedisErrors.Unreachable;
import io.vertx.core.Future;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Commands that Redis does all at once, or not at all if the stream that was looked at has changed
 * by then; one such transaction after the other, on a connection of their own.
 *
 * <p>Commands are sent only when Redis has said that the transaction is open: without one they
 * would be done one by one. So that this costs no round trip of its own, what looks at the stream
 * again and opens the next transaction is sent behind them.
 *
 * <p>Not thread-safe: belongs to the context of {@link Writes}.
 */
final class Transactions {
  /** By then the server is asked for the time again: no two clocks go equally fast. */
  private static final long AGE_MAX_MS = 1_000;

  private static final int OPEN_BYTES = 1_024;

  private final Supplier<RawLink> link;
  private final Keys keys;

  /** The connection on which a transaction is open; null if none is, as far as is known. */
  private Connection openOn;

  /** The stream that it is open for; null if it can only be discarded. */
  private StreamName openFor;

  private Standing seen;

  /** What was looked at last, and by which commands. */
  private StreamName lookedAt;

  private RespCommands lookCommands;

  Transactions(Supplier<RawLink> link, Keys keys) {
    this.link = link;
    this.keys = keys;
  }

  /** Whether there is a connection; if not, one is being made. */
  boolean isConnected() {
    return link.get().connection() != null;
  }

  /** Whether a transaction for the stream is open, so that it takes one round trip to do it. */
  boolean isOpenFor(StreamName stream) {
    return stream.equals(openFor) && openOn == link.get().connection() && seen.ageMs() < AGE_MAX_MS;
  }

  /** What was seen when the transaction was opened that is open now; null if none is. */
  Standing seen() {
    return openFor == null ? null : seen;
  }

  /** The stream may be changed another way, and then the transaction that is open would fail. */
  void giveUp() {
    openFor = null;
  }

  /**
   * Runs a transaction; no other may be under way.
   *
   * @param commands what to do, by the server's process and by what was seen, with {@code EXEC} at
   *     the end; null if nothing
   * @return whether it was done; fails if nobody knows
   */
  Future<Boolean> run(StreamName stream, BiFunction<String, Standing, RespCommands> commands) {
    Future<Boolean> opened =
        isOpenFor(stream) ? Future.succeededFuture(true) : open(stream).otherwise(false);
    return opened.compose(
        isOpen -> {
          RespCommands wanted = isOpen ? commands.apply(openOn.run(), seen) : null;
          giveUp();
          return wanted == null ? Future.succeededFuture(false) : execute(stream, wanted);
        });
  }

  private Future<Boolean> open(StreamName stream) {
    Connection on = link.get().connection();
    if (on == null) {
      return Future.succeededFuture(false);
    }
    RespCommands commands = new RespCommands(OPEN_BYTES);
    if (on == openOn) {
      commands.add("DISCARD");
    }
    int discards = commands.count();
    return link.get()
        .ask(on, commands.add(look(stream)))
        .map(
            replies -> {
              RespCursor reply = replies.cursor();
              reply.skip(discards);
              return isOpened(on, stream, replies, reply);
            });
  }

  private RespCommands look(StreamName stream) {
    if (!stream.equals(lookedAt)) {
      lookCommands = Standing.look(keys, stream);
      lookedAt = stream;
    }
    return lookCommands;
  }

  private boolean isOpened(Connection on, StreamName stream, RespFrame replies, RespCursor look) {
    if (replies.hasErrorFrom(look.at())) {
      // The transaction may be open, or not.
      openOn = null;
      link.get().drop(on);
      return false;
    }
    openOn = on;
    openFor = stream;
    seen = Standing.read(look);
    return true;
  }

  private Future<Boolean> execute(StreamName stream, RespCommands commands) {
    Connection on = openOn;
    int count = commands.count();
    return link.get()
        .ask(on, commands.add(look(stream)))
        .map(
            replies -> {
              RespCursor reply = replies.cursor();
              reply.skip(count - 1);
              boolean isDone = isDone(reply);
              isOpened(on, stream, replies, reply);
              return isDone;
            })
        .recover(
            failure ->
                failure instanceof Unreachable
                    ? Future.succeededFuture(false)
                    : Future.failedFuture(failure));
  }

  /** If Redis refuses one command it does none of them. */
  private static boolean isDone(RespCursor exec) {
    if (exec.isError()) {
      exec.skip();
      return false;
    }
    int replies = exec.array();
    for (int i = 0; i < replies; i++) {
      if (exec.isError()) {
        // Nothing that we send gives reason for it.
        throw StreamException.of(ErrorCode.INTERNAL, "Redis did a transaction only in part");
      }
      exec.skip();
    }
    return replies >= 0;
  }
}
