package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.history.Drain;
import io.thalweg.core.history.Fault;
import io.thalweg.core.history.History;
import io.thalweg.core.history.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Producers and a reader at work on one stream while faults happen, and what they saw. */
final class CrashLoad {
  static final String STREAM = "/stream/crash";
  private static final int PRODUCERS = 4;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final TestClient client;
  private final History history = new History();
  private final List<CrashProducer> producers = new ArrayList<>();
  private final CrashReader reader;

  private CrashLoad(TestClient client) {
    this.client = client;
    this.reader = new CrashReader(client, STREAM, history);
  }

  /** Creates the stream and begins. */
  static CrashLoad start(TestClient client) {
    TestClient.expect(
        201, client.call("POST", STREAM, "{\"partitions\":3,\"dedup_window\":\"1h\"}"));
    CrashLoad load = new CrashLoad(client);
    for (int i = 0; i < PRODUCERS; i++) {
      load.producers.add(new CrashProducer(i, client, STREAM, load.history));
    }
    load.producers.forEach(CrashProducer::start);
    load.reader.start();
    return load;
  }

  /** Waits until so many more publishes have ended. */
  void awaitPublishes(int more) {
    int enough = history.publishes() + more;
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (history.publishes() < enough) {
      assertThat(System.nanoTime()).as("%s more publishes, in time", more).isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Lets a fault happen; it is over when this returns. */
  void suffer(String kind, Runnable fault) {
    producers.forEach(CrashProducer::faultBegins);
    long begun = history.now();
    fault.run();
    history.add(new Fault(kind, begun, history.now()));
    producers.forEach(CrashProducer::faultIsOver);
  }

  /** Ends the load. */
  void finish() {
    producers.forEach(CrashProducer::finish);
    reader.finish();
  }

  /** Reads everything, both ways. */
  void drain(String when) {
    Drain overHttp = Drains.overHttp(when, client, STREAM);
    history.add(overHttp);
    history.add(Drains.overWebSocket(when, client, STREAM, overHttp));
  }

  /** Checks what everybody saw, prints it and fails if a promise was broken. */
  Verdict expectKept(String what) {
    Verdict verdict = history.check();
    System.out.println(what + " under load: " + verdict);
    assertThat(verdict.acknowledged()).as("acknowledged before a fault").isPositive();
    assertThat(verdict.hits()).as("faults that hit a publish").isPositive();
    assertThat(verdict.told()).isEmpty();
    for (CrashProducer producer : producers) {
      assertThat(producer.wrongAnswers()).isEmpty();
    }
    return verdict;
  }
}
