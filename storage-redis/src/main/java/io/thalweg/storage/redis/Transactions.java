package io.thalweg.storage.redis;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.storage.redis.RawLink.Connection;
import io.thalweg.storage.redis.RedisErrors.Unreachable;
import io.vertx.core.Future;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Commands that Redis does all at once, or not at all if what was looked at has changed by then;
 * one such transaction after the other, on a connection of their own.
 *
 * <p>Commands are sent only when Redis has said that the transaction is open: without one they
 * would be done one by one. So that this costs no round trip of its own, what looks at the streams
 * of the next transaction and opens it is sent behind them.
 *
 * <p>Not thread-safe: belongs to the context of {@link Writes}.
 */
final class Transactions {
  /** By then the server is asked for the time again: no two clocks go equally fast. */
  private static final long AGE_MAX_MS = 1_000;

  private final Supplier<RawLink> link;
  private final Keys keys;

  /** The connection on which a transaction is open; null if none is, as far as is known. */
  private Connection openOn;

  /** What was looked at before it was opened; null if it can only be discarded. */
  private Look openFor;

  private Sighting seen;

  /** What came of a transaction. */
  enum Result {
    DONE,
    /** Something had changed, or the connection was gone before anything was sent. */
    NOT_DONE,
    /** Redis does not do such a thing now. */
    REFUSED
  }

  /**
   * What to do.
   *
   * @param commands with {@code EXEC} at the end
   * @param next what the next transaction looks at; null if none is to be opened
   */
  record Step(RespCommands commands, Look next) {}

  Transactions(Supplier<RawLink> link, Keys keys) {
    this.link = link;
    this.keys = keys;
  }

  /** Whether there is a connection; if not, one is being made. */
  boolean isConnected() {
    return link.get().connection() != null;
  }

  /** Whether a transaction for a plain batch is open, so that it takes one round trip to do it. */
  boolean isOpenFor(WriteBatch batch) {
    return openFor != null
        && openOn == link.get().connection()
        && seen.ageMs() < AGE_MAX_MS
        && openFor.covers(batch);
  }

  /** What was seen when the transaction was opened that is open now; null if none is. */
  Sighting seen() {
    return openFor == null ? null : seen;
  }

  /** The streams may be changed another way, and then the transaction that is open would fail. */
  void giveUp() {
    openFor = null;
  }

  /**
   * Looks, and opens a transaction; no other may be under way.
   *
   * @return whether it is open
   */
  Future<Boolean> open(Look look) {
    Connection on = link.get().connection();
    if (on == null) {
      return Future.succeededFuture(false);
    }
    RespCommands commands = new RespCommands(32);
    if (on == openOn) {
      commands.add("DISCARD");
    }
    int discards = commands.count();
    return link.get()
        .ask(on, commands.add(look.commands(keys)))
        .map(
            replies -> {
              RespCursor reply = replies.cursor();
              reply.skip(discards);
              return isOpened(on, look, replies, reply);
            })
        .otherwise(false);
  }

  private boolean isOpened(Connection on, Look look, RespFrame replies, RespCursor reply) {
    if (replies.hasErrorFrom(reply.at())) {
      // The transaction may be open, or not.
      openOn = null;
      openFor = null;
      link.get().drop(on);
      return false;
    }
    openOn = on;
    openFor = look;
    seen = look.read(reply);
    return true;
  }

  /**
   * Does what the transaction that is open is for.
   *
   * @param step by the server's process and by what was seen; null if nothing is to be done
   * @return what came of it; fails if nobody knows
   */
  Future<Result> run(BiFunction<String, Sighting, Step> step) {
    Connection on = openOn;
    Step wanted = step.apply(on.run(), seen);
    giveUp();
    return wanted == null ? Future.succeededFuture(Result.NOT_DONE) : run(on, wanted);
  }

  private Future<Result> run(Connection on, Step step) {
    int count = step.commands().count();
    if (step.next() != null) {
      step.commands().add(step.next().commands(keys));
    }
    return link.get()
        .ask(on, step.commands())
        .map(
            replies -> {
              RespCursor reply = replies.cursor();
              reply.skip(count - 1);
              Result result = result(reply);
              if (step.next() == null) {
                openOn = null;
              } else {
                isOpened(on, step.next(), replies, reply);
              }
              return result;
            })
        .recover(
            failure ->
                failure instanceof Unreachable
                    ? Future.succeededFuture(Result.NOT_DONE)
                    : Future.failedFuture(failure));
  }

  /** If Redis refuses one command it does none of them. */
  private static Result result(RespCursor exec) {
    if (exec.isError()) {
      exec.skip();
      return Result.REFUSED;
    }
    int replies = exec.array();
    for (int i = 0; i < replies; i++) {
      if (exec.isError()) {
        // Nothing that we send gives reason for it.
        throw StreamException.of(ErrorCode.INTERNAL, "Redis did a transaction only in part");
      }
      exec.skip();
    }
    return replies >= 0 ? Result.DONE : Result.NOT_DONE;
  }
}
