package io.thalweg.storage.redis;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.thalweg.storage.redis.RedisErrors.Unreachable;
import io.thalweg.storage.redis.Transactions.Result;
import io.thalweg.storage.redis.Transactions.Step;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Sends calls of the scripts that write. Not thread-safe: belongs to the context of {@link Writes}.
 */
final class WriteSender implements WriteLine.Sender {
  private static final int RUN_CHANGES_MAX = 5;

  /** After Redis refused a transaction so many calls go by the script before another is tried. */
  private static final int REFUSED_CALLS = 16;

  private final Servers servers;
  private final Keys keys;
  private final String node;
  private final Witness witness;
  private final BooleanSupplier isListening;
  private final Transactions transactions;

  private final KnownStreams known = new KnownStreams();
  private int refusedLeft;

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
            call.script(),
            server -> {
              run[0] = server.run();
              return RespText.requests(commands(call, run[0], Turn.NONE)).get(0);
            })
        .map(reply -> RespText.frame(List.of(reply)).cursor())
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
            server -> {
              run[0] = server;
              return commands(call, server, turn);
            })
        .compose(
            reply ->
                WriteReply.isNotDone(reply)
                    ? Future.failedFuture(new NotDone(null))
                    : Future.succeededFuture(outcomes(new WriteReply(call, reply), run[0])),
            failure ->
                Future.failedFuture(
                    failure instanceof Unreachable
                            || RedisErrors.isUnknownScript(failure)
                            || RedisErrors.isPassing(failure)
                        ? new NotDone(failure)
                        : failure));
  }

  @Override
  public boolean isForTransaction(WriteBatch plain) {
    return refusedLeft == 0
        && servers.needsNoReplica()
        && transactions.isConnected()
        && known.isForTransaction(plain);
  }

  @Override
  public boolean isOpenFor(WriteBatch plain) {
    return transactions.isOpenFor(plain);
  }

  @Override
  public int partitions(StreamName stream) {
    return known.partitions(stream);
  }

  /**
   * Sends batches as a {@link PlainWrite}, while nothing else is under way; only to a single Redis.
   * Fails with {@link NotDone} if it is to be sent as a call of the script.
   */
  @Override
  public Future<List<WriteOutcome>> sendInTransaction(List<WriteBatch> batches) {
    PlainWrite write = new PlainWrite(batches, keys, node, ownListeners());
    Future<Boolean> opened =
        batches.stream().allMatch(transactions::isOpenFor)
            ? Future.succeededFuture(true)
            : transactions.open(look(batches, Map.of()));
    return opened
        .compose(
            isOpen ->
                isOpen
                    ? transactions.run(
                        (server, seen) -> {
                          String run = agreed(write.streams(), server);
                          RespCommands commands = write.commands(run, seen);
                          return commands == null ? null : new Step(commands, next(write));
                        })
                    : Future.succeededFuture(Result.REFUSED))
        .compose(result -> outcomes(write, result));
  }

  /**
   * What the next transaction looks at, if it costs little: streams that are written to are written
   * to again.
   */
  private Look next(PlainWrite write) {
    int partitions = write.streams().stream().mapToInt(known::partitions).sum();
    return partitions <= Look.WHOLE_MAX ? look(write.batches(), write.stored()) : null;
  }

  private Look look(List<WriteBatch> batches, Map<StreamName, PlainStream> underWay) {
    Look look = new Look();
    known.addTo(look, batches, underWay);
    return look;
  }

  private Future<List<WriteOutcome>> outcomes(PlainWrite write, Result result) {
    switch (result) {
      case DONE -> {
        if (write.mustBeTold(transactions.seen())) {
          tell(write.hint());
        }
        write
            .stored()
            .forEach(
                (stream, stored) -> {
                  witness.saw(stream, stored.generation(), stored.head(), stored.run());
                  known.isAt(stream, stored.head());
                });
        return Future.succeededFuture(write.outcomes());
      }
      case REFUSED -> refusedLeft = REFUSED_CALLS;
      default -> write.unfit().forEach(known::pause);
    }
    return Future.failedFuture(new NotDone(null));
  }

  /** Only a hint: it is no reason to fail what is stored. */
  private void tell(String hint) {
    Request publish = Request.cmd(Command.PUBLISH).arg(keys.channel()).arg(hint);
    servers.read(Servers.ANY_SLOT, publish);
  }

  private RespCommands commands(WriteCall call, String run, Turn turn) {
    return call.commands(keys, agreed(call.streams(), run), node, ownListeners(), turn);
  }

  private String agreed(List<StreamName> streams, String run) {
    return witness.agrees(streams, run) ? run : "";
  }

  /** A server of a cluster knows only of those who listen at itself. */
  private int ownListeners() {
    return servers.isCluster() ? -1 : isListening.getAsBoolean() ? 1 : 0;
  }

  private List<WriteOutcome> outcomes(WriteReply reply, String run) {
    refusedLeft = Math.max(0, refusedLeft - 1);
    return reply.outcomes(
        (stream, generation, before, head, partitions) -> {
          witness.saw(stream, generation, head, run);
          known.wereStored(stream, generation, before, head, partitions);
        });
  }
}
