package io.thalweg.storage.redis;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The way of writes to a Redis Cluster: what waits is sent to the masters side by side, and what
 * comes meanwhile when all of them have answered. So none overtakes another, wherever slots move.
 * Not thread-safe: belongs to the context of {@link Writes}.
 */
final class WriteRounds {
  private final WriteSender sender;
  private Map<Integer, ArrayDeque<PendingWrite>> waiting = new LinkedHashMap<>();
  private boolean underWay;

  WriteRounds(WriteSender sender) {
    this.sender = sender;
  }

  void add(int slot, PendingWrite write) {
    waiting.computeIfAbsent(slot, first -> new ArrayDeque<>()).add(write);
  }

  void send() {
    if (underWay || waiting.isEmpty()) {
      return;
    }
    underWay = true;
    Map<Integer, ArrayDeque<PendingWrite>> round = waiting;
    waiting = new LinkedHashMap<>();
    List<Future<Void>> each = new ArrayList<>(round.size());
    round.forEach((slot, writes) -> each.add(send(slot, writes)));
    Future.join(each)
        .onComplete(
            done -> {
              underWay = false;
              send();
            });
  }

  private Future<Void> send(int slot, ArrayDeque<PendingWrite> writes) {
    if (writes.isEmpty()) {
      return Future.succeededFuture();
    }
    WritePart part = WritePart.takeFrom(writes);
    return sender
        .sendAlone(slot, part.call())
        .transform(
            result -> {
              part.ended(result);
              return send(slot, writes);
            });
  }
}
