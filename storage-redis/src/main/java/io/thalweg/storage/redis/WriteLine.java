package io.thalweg.storage.redis;

import io.thalweg.core.spi.WriteOutcome;
import io.thalweg.storage.redis.WriteSender.NotDone;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.List;
import java.util.TreeMap;

/**
 * The way of writes to a single Redis: it runs one call while the next is on its way and answers of
 * the one before are read. What waits meanwhile goes together into the next call.
 *
 * <p>A call that did nothing and has to be sent again must not come behind a later one. The script
 * sees to that by their {@link Turn}s: those behind it do nothing, either. So when all that was
 * under way has come back, what was not done is sent again in order, one by one.
 *
 * <p>Not thread-safe: belongs to the context of {@link Writes}.
 */
final class WriteLine {
  private static final int UNDER_WAY_MAX = 2;

  /** Sends calls to the Redis. */
  interface Sender {
    /** Once; fails with {@link NotDone} if it did nothing and is worth to be sent again. */
    Future<List<WriteOutcome>> sendInTurn(WriteCall call, Turn turn);

    /** Until it is done or cannot be done; nothing else may be under way. */
    Future<List<WriteOutcome>> sendAlone(int slot, WriteCall call);
  }

  private final Sender sender;
  private final ArrayDeque<PendingWrite> waiting = new ArrayDeque<>();
  private final TreeMap<Long, WritePart> notDone = new TreeMap<>();
  private int underWay;
  private long lastNumber;

  WriteLine(Sender sender) {
    this.sender = sender;
  }

  void add(PendingWrite write) {
    waiting.add(write);
  }

  void send() {
    while (underWay < UNDER_WAY_MAX && notDone.isEmpty() && !waiting.isEmpty()) {
      send(WritePart.takeFrom(waiting));
    }
  }

  private void send(WritePart part) {
    long before = underWay == 0 ? 0 : lastNumber;
    long number = ++lastNumber;
    underWay++;
    sender
        .sendInTurn(part.call(), new Turn(number, before))
        .onComplete(
            result -> {
              underWay--;
              boolean isDone = !(result.cause() instanceof NotDone);
              if (!isDone) {
                notDone.put(number, part);
              }
              sendOn();
              if (isDone) {
                part.ended(result);
              }
            });
  }

  private void sendOn() {
    if (notDone.isEmpty()) {
      send();
    } else if (underWay == 0) {
      sendAgain();
    }
  }

  private void sendAgain() {
    WritePart part = notDone.firstEntry().getValue();
    underWay++;
    sender
        .sendAlone(Servers.ANY_SLOT, part.call())
        .onComplete(
            result -> {
              underWay--;
              notDone.pollFirstEntry();
              sendOn();
              part.ended(result);
            });
  }
}
