package io.thalweg.storage.redis;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Sends calls of {@code write.lua}. Not thread-safe: belongs to the context of {@link Writes}. */
final class WriteSender implements WriteLine.Sender {
  private static final int RUN_CHANGES_MAX = 5;

  /** Others are written to as well, but only by the script. */
  private static final int SINGLE_MAX = 10_000;

  private static final int PAUSE_CALLS = 16;

  /** With fewer events the script is done sooner than a transaction that has to be opened. */
  private static final int OPEN_MIN = 8;

  private final Servers servers;
  private final Keys keys;
  private final String node;
  private final Witness witness;
  private final BooleanSupplier isListening;
  private final Transactions transactions;

  /**
   * Streams that had one partition when they were last written to, and how many more calls go by
   * the script before a transaction is tried again.
   */
  private final Map<StreamName, Integer> single = new HashMap<>();

  /** The call did nothing and may do it if it is sent again, once nothing else is under way. */
  static final class NotDone extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotDone(Throwable cause) {
      super("the call was not done", cause, false, false);
    }
  }

  /**
   * @param isListening whether this node has subscribed to hints
   */
  WriteSender(
      Servers servers, Keys keys, String node, Witness witness, BooleanSupplier isListening) {
    this.servers = servers;
    this.keys = keys;
    this.node = node;
    this.witness = witness;
    this.isListening = isListening;
    this.transactions = new Transactions(servers::transactions, keys);
  }

  /**
   * Sends a call, and again if need be, until it is done or cannot be done. No other may be under
   * way for the same slot: it might be overtaken.
   */
  @Override
  public Future<List<WriteOutcome>> sendAlone(int slot, WriteCall call) {
    return sendAlone(slot, call, RUN_CHANGES_MAX);
  }

  private Future<List<WriteOutcome>> sendAlone(int slot, WriteCall call, int runChangesLeft) {
    transactions.giveUp();
    String[] run = new String[1];
    return servers
        .write(
            slot,
            Script.WRITE,
            server -> {
              run[0] = server.run();
              return request(call, run[0], Turn.NONE);
            })
        .compose(
            reply -> {
              if (!WriteReply.isNotDone(reply)) {
                return Future.succeededFuture(outcomes(new WriteReply(call, reply), run[0]));
              }
              return runChangesLeft == 0
                  ? Future.failedFuture(
                      StreamException.of(
                          ErrorCode.UNAVAILABLE, "Redis changes its master again and again"))
                  : witness
                      .testify(call.streams())
                      .compose(told -> sendAlone(slot, call, runChangesLeft - 1));
            });
  }

  /**
   * Sends a call once, while others may be under way; only to a single Redis. Fails with {@link
   * NotDone} if it is worth to be sent again.
   */
  @Override
  public Future<List<WriteOutcome>> sendInTurn(WriteCall call, Turn turn) {
    transactions.giveUp();
    String[] run = new String[1];
    return servers
        .writeOnce(
            Script.WRITE,
            server -> {
              run[0] = server.run();
              return request(call, run[0], turn);
            })
        .compose(
            reply ->
                WriteReply.isNotDone(reply)
                    ? Future.failedFuture(new NotDone(null))
                    : Future.succeededFuture(outcomes(new WriteReply(call, reply), run[0])),
            failure ->
                Future.failedFuture(
                    RedisErrors.isUnknownScript(failure) || RedisErrors.isPassing(failure)
                        ? new NotDone(failure)
                        : failure));
  }

  @Override
  public int leastInTransaction(StreamName stream) {
    if (!servers.needsNoReplica()
        || single.getOrDefault(stream, 1) > 0
        || !transactions.isConnected()) {
      return NEVER;
    }
    return transactions.isOpenFor(stream) ? 1 : OPEN_MIN;
  }

  /**
   * Sends batches as a {@link PlainWrite}, while nothing else is under way; only to a single Redis.
   * Fails with {@link NotDone} if it is to be sent as a call of the script.
   */
  @Override
  public Future<List<WriteOutcome>> sendInTransaction(List<WriteBatch> batches) {
    PlainWrite write = new PlainWrite(batches, keys, node, ownListeners());
    StreamName stream = write.stream();
    return transactions
        .run(stream, (server, seen) -> write.commands(agreed(List.of(stream), server), seen))
        .compose(
            done -> {
              if (!done) {
                return notDoneInTransaction(stream);
              }
              if (write.mustBeTold(transactions.seen())) {
                tell(write.hint());
              }
              stands(write.run(), stream, write.generation(), write.head(), 1);
              return Future.succeededFuture(write.outcomes());
            });
  }

  /** Only a hint: it is no reason to fail what is stored. */
  private void tell(String hint) {
    Request publish = Request.cmd(Command.PUBLISH).arg(keys.channel()).arg(hint);
    servers.read(Servers.ANY_SLOT, publish);
  }

  /** Others write to the stream, too, or it may not be done at all: not at once again. */
  private Future<List<WriteOutcome>> notDoneInTransaction(StreamName stream) {
    single.put(stream, PAUSE_CALLS);
    return Future.failedFuture(new NotDone(null));
  }

  private Request request(WriteCall call, String run, Turn turn) {
    return call.request(keys, agreed(call.streams(), run), node, ownListeners(), turn);
  }

  private String agreed(List<StreamName> streams, String run) {
    return witness.agrees(streams, run) ? run : "";
  }

  /** A server of a cluster knows only of those who listen at itself. */
  private int ownListeners() {
    return servers.isCluster() ? -1 : isListening.getAsBoolean() ? 1 : 0;
  }

  private List<WriteOutcome> outcomes(WriteReply reply, String run) {
    return reply.outcomes(
        (stream, generation, head, partitions) ->
            stands(run, stream, generation, head, partitions));
  }

  private void stands(String run, StreamName stream, long generation, long head, int partitions) {
    witness.saw(stream, generation, head, run);
    remember(stream, partitions == 1);
  }

  private void remember(StreamName stream, boolean isSingle) {
    if (!isSingle) {
      single.remove(stream);
    } else if (single.size() < SINGLE_MAX || single.containsKey(stream)) {
      single.merge(stream, 0, (left, none) -> Math.max(0, left - 1));
    }
  }
}
