package io.thalweg.storage.redis;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.thalweg.storage.redis.PendingWrite.Answer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** Writes, stored in the order in which they came. Not thread-safe: belongs to its context. */
final class Writes {
  /**
   * After so many passes through the event loop's tasks what was read by now has come here: the
   * requests of one pass are gathered in the next, and cross the bus in the one after that.
   */
  private static final int PASSES = 3;

  private final Context context;
  private final Servers servers;
  private final Keys keys;
  private final WriteLine line;
  private final WriteRounds rounds;
  private final Set<Future<?>> underWay = ConcurrentHashMap.newKeySet();

  Writes(
      Context context,
      Servers servers,
      Keys keys,
      String node,
      Witness witness,
      BooleanSupplier isListening) {
    this.context = context;
    this.servers = servers;
    this.keys = keys;
    WriteSender sender = new WriteSender(servers, keys, node, witness, isListening);
    this.line = new WriteLine(sender, task -> afterPasses(PASSES, task));
    this.rounds = new WriteRounds(sender);
  }

  private void afterPasses(int passes, Runnable task) {
    context.runOnContext(
        passed -> {
          if (passes == 1) {
            task.run();
          } else {
            afterPasses(passes - 1, task);
          }
        });
  }

  Future<List<WriteOutcome>> write(List<WriteBatch> batches) {
    if (batches.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    Answer answer = new Answer(batches.size());
    Future<List<WriteOutcome>> told = answer.future();
    underWay.add(told);
    told.onComplete(done -> underWay.remove(told));
    for (int place = 0; place < batches.size(); place++) {
      add(new PendingWrite(batches.get(place), answer, place));
    }
    line.send();
    rounds.send();
    return told;
  }

  private void add(PendingWrite write) {
    if (!servers.isCluster()) {
      line.add(write);
      return;
    }
    int slot = slotOf(write.batch());
    if (slot < 0) {
      write.is(WriteOutcome.refused(spread()));
    } else {
      rounds.add(slot, write);
    }
  }

  /** The slot of all that the batch is about, or -1 if there are several. */
  private int slotOf(WriteBatch batch) {
    int slot = -1;
    for (StreamName stream : new WriteCall(List.of(batch)).streams()) {
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

  /** Waits for what was accepted. */
  Future<Void> close() {
    return underWay.isEmpty()
        ? Future.succeededFuture()
        : Future.join(List.copyOf(underWay)).<Void>mapEmpty().otherwiseEmpty();
  }
}
