package io.thalweg.storage.redis;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Sends calls of {@code write.lua}. Not thread-safe: belongs to the context of {@link Writes}. */
final class WriteSender implements WriteLine.Sender {
  private static final int RUN_CHANGES_MAX = 5;

  private final Servers servers;
  private final Keys keys;
  private final String node;
  private final Witness witness;
  private final BooleanSupplier isListening;

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
                return Future.succeededFuture(outcomes(call, reply, run[0]));
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
                    : Future.succeededFuture(outcomes(call, reply, run[0])),
            failure ->
                Future.failedFuture(
                    RedisErrors.isUnknownScript(failure) || RedisErrors.isPassing(failure)
                        ? new NotDone(failure)
                        : failure));
  }

  private Request request(WriteCall call, String run, Turn turn) {
    String agreed = witness.agrees(call.streams(), run) ? run : "";
    return call.request(keys, agreed, node, ownListeners(), turn);
  }

  /** A server of a cluster knows only of those who listen at itself. */
  private int ownListeners() {
    return servers.isCluster() ? -1 : isListening.getAsBoolean() ? 1 : 0;
  }

  private List<WriteOutcome> outcomes(WriteCall call, Response reply, String run) {
    return new WriteReply(call, reply)
        .outcomes((stream, generation, head) -> witness.saw(stream, generation, head, run));
  }
}
