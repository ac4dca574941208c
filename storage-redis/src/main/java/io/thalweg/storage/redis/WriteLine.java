package io.thalweg.storage.redis;

import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.thalweg.storage.redis.WriteSender.NotDone;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The way of writes to a single Redis: it runs one call while the next is on its way and answers of
 * the one before are read. What waits meanwhile goes together into the next call.
 *
 * <p>A call that did nothing and has to be sent again must not come behind a later one. The script
 * sees to that by their {@link Turn}s: those behind it do nothing, either. So when all that was
 * under way has come back, what was not done is sent again in order, one by one.
 *
 * <p>Plain events go another way if enough of them wait, see {@link PlainWrite}, and then nothing
 * else is under way.
 *
 * <p>Not thread-safe: belongs to the context of {@link Writes}.
 */
final class WriteLine {
  private static final int UNDER_WAY_MAX = 2;

  /** Sends calls to the Redis. */
  interface Sender {
    /** Once; fails with {@link NotDone} if it did nothing and is worth to be sent again. */
    Future<List<WriteOutcome>> sendInTurn(WriteCall call, Turn turn);

    /** Whether a transaction may store the events of a plain batch, were it opened. */
    boolean isForTransaction(WriteBatch plain);

    /** Whether a transaction is open that may. */
    boolean isOpenFor(WriteBatch plain);

    /** How many partitions the stream of such a batch has, as far as is known. */
    int partitions(StreamName stream);

    /**
     * Once; nothing else may be under way. Fails with {@link NotDone} if it did nothing and is to
     * be sent alone.
     */
    Future<List<WriteOutcome>> sendInTransaction(List<WriteBatch> batches);

    /** Until it is done or cannot be done; nothing else may be under way. */
    Future<List<WriteOutcome>> sendAlone(int slot, WriteCall call);
  }

  private final Sender sender;
  private final Consumer<Runnable> later;
  private final ArrayDeque<PendingWrite> waiting = new ArrayDeque<>();
  private final TreeMap<Long, WritePart> notDone = new TreeMap<>();
  private int underWay;
  private boolean inTransaction;
  private long lastNumber;

  /**
   * @param later runs something once what the event loop has read by now has come here, too
   */
  WriteLine(Sender sender, Consumer<Runnable> later) {
    this.sender = sender;
    this.later = later;
  }

  void add(PendingWrite write) {
    waiting.add(write);
  }

  void send() {
    while (underWay < UNDER_WAY_MAX && !inTransaction && notDone.isEmpty() && !waiting.isEmpty()) {
      if (!WritePart.isForTransaction(waiting, sender)) {
        sendInTurn(WritePart.takeFrom(waiting));
      } else if (underWay == 0) {
        sendInTransaction(WritePart.takePlainFrom(waiting, sender));
      } else {
        return;
      }
    }
  }

  private void sendInTurn(WritePart part) {
    long before = underWay == 0 ? 0 : lastNumber;
    long number = ++lastNumber;
    sent(number, part, sender.sendInTurn(part.call(), new Turn(number, before)));
  }

  private void sendInTransaction(WritePart part) {
    inTransaction = true;
    sent(++lastNumber, part, sender.sendInTransaction(part.batches()));
  }

  private void sent(long number, WritePart part, Future<List<WriteOutcome>> outcomes) {
    underWay++;
    outcomes.onComplete(
        result -> {
          underWay--;
          boolean isDone = !(result.cause() instanceof NotDone);
          if (!isDone) {
            notDone.put(number, part);
          }
          if (inTransaction) {
            // Its callers ask again at once: the more of them share the next, the less it costs.
            later.accept(this::sendBehindTransaction);
          } else {
            sendOn();
          }
          if (isDone) {
            part.ended(result);
          }
        });
  }

  private void sendBehindTransaction() {
    inTransaction = false;
    sendOn();
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
