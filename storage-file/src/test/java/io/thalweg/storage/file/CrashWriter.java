package io.thalweg.storage.file;

import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventFields;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * A process that writes until it is killed. Arguments: the data directory, then for each producer
 * the number of its next event. Says {@code open}, then {@code send PRODUCER NUMBER} for each event
 * before it is written, and {@code ack PRODUCER NUMBER OFFSET} or {@code repeat PRODUCER NUMBER
 * OFFSET} when it was acknowledged.
 */
final class CrashWriter {
  private static final int LARGE_EVERY = 64;
  private static final int LARGE_BYTES = 150_000;

  private final TestLog log;
  private final PrintStream out;

  private CrashWriter(TestLog log, PrintStream out) {
    this.log = log;
    this.out = out;
  }

  public static void main(String[] arguments) {
    Vertx vertx = Vertx.vertx();
    TestLog log = TestLog.open(vertx, TestLog.smallFiles(Path.of(arguments[0])));
    if (TestLog.await(log.storage.streams("", "", 10)).isEmpty()) {
      log.create(TestLog.ORDERS, TestLog.FOR_EVER);
      log.create(new StreamName("other"), TestLog.FOR_EVER);
    }
    System.out.println("open");
    CrashWriter writer = new CrashWriter(log, System.out);
    for (int producer = 0; producer + 1 < arguments.length; producer++) {
      writer.publish(producer, Long.parseLong(arguments[producer + 1]));
    }
  }

  /** Writes the next events of a producer, some to a second stream in the same batch. */
  private void publish(int producer, long number) {
    int count = (int) (1 + number % 7);
    EventBatch.Builder batch = EventBatch.builder(1024);
    EventFields fields = new EventFields();
    StringBuilder sends = new StringBuilder();
    for (long n = number; n < number + count; n++) {
      sends.append("send ").append(producer).append(' ').append(n).append('\n');
      batch.add(fields.clear().type("crash").data(data(producer, n)).id(producer + "-" + n));
    }
    say(sends);
    EventBatch events = batch.build();
    WriteBatch write =
        new WriteBatch(
            List.of(
                StreamAppend.of(TestLog.ORDERS, events),
                StreamAppend.of(new StreamName("other"), events)),
            List.of());
    log.storage
        .write(List.of(write))
        .onSuccess(
            outcomes -> {
              AppendResult result = outcomes.get(0).appends().get(0);
              StringBuilder acks = new StringBuilder();
              for (int i = 0; i < count; i++) {
                acks.append(result.repeat(i) ? "repeat " : "ack ").append(producer).append(' ');
                acks.append(number + i).append(' ').append(result.offset(i)).append('\n');
              }
              say(acks);
              publish(producer, number + count);
            })
        .onFailure(failure -> Runtime.getRuntime().halt(3));
  }

  /** In one piece, so that no line is cut by a kill. */
  private void say(StringBuilder lines) {
    out.print(lines);
    out.flush();
  }

  /** Now and then so large that its commit is handed over to the journal's own thread. */
  static String data(int producer, long number) {
    int filling = number % LARGE_EVERY == 3 ? LARGE_BYTES : (int) (number * 37 % 400);
    return "\"" + producer + ":" + number + "x".repeat(filling) + "\"";
  }
}
