package io.thalweg.storage.redis;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.thalweg.storage.redis.RedisErrors.Unreachable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes, one call after the other: a request that has to be sent again is never overtaken by a
 * later one. Not thread-safe: belongs to its context.
 */
final class Writes {
  /** A script holds up everybody else on its server, so it is not given more than this. */
  private static final int CALL_BYTES_MAX = 256 << 10;

  private static final int CALL_BATCHES_MAX = 2_000;
  private static final int RUN_CHANGES_MAX = 5;

  private final Servers servers;
  private final Keys keys;
  private final String node;
  private final Witness witness;
  private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
  private Future<?> underWay;

  private record Waiting(List<WriteBatch> batches, Promise<List<WriteOutcome>> answer) {}

  /** Some batches of a call, and where they stand in it. */
  private static final class Part {
    final List<Integer> places = new ArrayList<>();
    final List<WriteBatch> batches = new ArrayList<>();
    long bytes;

    boolean hasRoom(long more) {
      return batches.size() < CALL_BATCHES_MAX && bytes + more <= CALL_BYTES_MAX;
    }
  }

  Writes(Servers servers, Keys keys, String node, Witness witness) {
    this.servers = servers;
    this.keys = keys;
    this.node = node;
    this.witness = witness;
  }

  Future<List<WriteOutcome>> write(List<WriteBatch> batches) {
    Promise<List<WriteOutcome>> answer = Promise.promise();
    queue.add(new Waiting(batches, answer));
    next();
    return answer.future();
  }

  private void next() {
    if (underWay == null && !queue.isEmpty()) {
      Waiting first = queue.remove();
      underWay = first.answer.future();
      store(first.batches)
          .onComplete(
              result -> {
                underWay = null;
                next();
                first.answer.handle(result);
              });
    }
  }

  private Future<List<WriteOutcome>> store(List<WriteBatch> batches) {
    WriteOutcome[] outcomes = new WriteOutcome[batches.size()];
    Map<Integer, List<Part>> parts = new LinkedHashMap<>();
    for (int i = 0; i < batches.size(); i++) {
      int slot = slotOf(batches.get(i));
      if (slot < 0) {
        outcomes[i] = WriteOutcome.refused(spread());
      } else {
        add(parts.computeIfAbsent(slot, first -> new ArrayList<>()), i, batches.get(i));
      }
    }
    List<Future<Void>> each = new ArrayList<>();
    parts.forEach((slot, ofSlot) -> each.add(store(slot, ofSlot, 0, outcomes)));
    Future<?> all = each.size() == 1 ? each.get(0) : Future.join(each);
    return all.map(done -> Arrays.asList(outcomes));
  }

  /** The slot of all that the batch is about, or -1 if there are several. */
  private int slotOf(WriteBatch batch) {
    if (!servers.isCluster()) {
      return 0;
    }
    int slot = -1;
    List<StreamName> streams = new WriteCall(List.of(batch)).streams();
    for (StreamName stream : streams) {
      int its = keys.slot(stream);
      if (slot >= 0 && slot != its) {
        return -1;
      }
      slot = its;
    }
    return Math.max(slot, 0);
  }

  private static StreamException spread() {
    return StreamException.of(
        ErrorCode.CONFLICT,
        "the streams of this write lie in different slots of the Redis Cluster, so that it cannot"
            + " be atomic; let them share one with slot_by: see docs/backends.md");
  }

  private static void add(List<Part> parts, int place, WriteBatch batch) {
    Part last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
    long bytes = batch.bytes();
    if (last == null || !last.hasRoom(bytes)) {
      last = new Part();
      parts.add(last);
    }
    last.places.add(place);
    last.batches.add(batch);
    last.bytes += bytes;
  }

  /** Stores a slot's parts in their order. What certainly was not stored is refused. */
  private Future<Void> store(int slot, List<Part> parts, int next, WriteOutcome[] outcomes) {
    if (next == parts.size()) {
      return Future.succeededFuture();
    }
    Part part = parts.get(next);
    return send(slot, new WriteCall(part.batches), RUN_CHANGES_MAX)
        .recover(failure -> refusedOrUnknown(part, failure))
        .compose(
            stored -> {
              for (int i = 0; i < stored.size(); i++) {
                outcomes[part.places.get(i)] = stored.get(i);
              }
              return store(slot, parts, next + 1, outcomes);
            });
  }

  private static Future<List<WriteOutcome>> refusedOrUnknown(Part part, Throwable failure) {
    StreamException reason = RedisErrors.from(failure);
    if (!RedisErrors.isRefusal(failure) && !(failure instanceof Unreachable)) {
      return Future.failedFuture(reason);
    }
    WriteOutcome refused = WriteOutcome.refused(reason);
    return Future.succeededFuture(part.batches.stream().map(batch -> refused).toList());
  }

  private Future<List<WriteOutcome>> send(int slot, WriteCall call, int runChangesLeft) {
    List<StreamName> streams = call.streams();
    String[] run = new String[1];
    return servers
        .write(
            slot,
            Script.WRITE,
            server -> {
              run[0] = server.run();
              return call.request(keys, witness.agrees(streams, run[0]) ? run[0] : "", node);
            })
        .compose(
            reply -> {
              if (!WriteReply.isOfAnotherRun(reply)) {
                return Future.succeededFuture(
                    new WriteReply(call, reply)
                        .outcomes(
                            (stream, generation, head) ->
                                witness.saw(stream, generation, head, run[0])));
              }
              return runChangesLeft == 0
                  ? Future.failedFuture(
                      StreamException.of(
                          ErrorCode.UNAVAILABLE, "Redis changes its master again and again"))
                  : witness.testify(streams).compose(told -> send(slot, call, runChangesLeft - 1));
            });
  }

  /** Waits for what was accepted. */
  Future<Void> close() {
    if (underWay == null && queue.isEmpty()) {
      return Future.succeededFuture();
    }
    List<Future<?>> left = new ArrayList<>();
    if (underWay != null) {
      left.add(underWay);
    }
    queue.forEach(waiting -> left.add(waiting.answer.future()));
    return Future.join(left).<Void>mapEmpty().otherwiseEmpty();
  }
}
