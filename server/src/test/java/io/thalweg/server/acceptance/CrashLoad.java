package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.history.Drain;
import io.thalweg.core.history.Fault;
import io.thalweg.core.history.History;
import io.thalweg.core.history.Verdict;
import io.thalweg.server.testing.NumberedEvent;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Producers, and a reader on each node, at work on one stream while faults happen, and what they
 * saw.
 */
final class CrashLoad {
  static final String STREAM = "/stream/crash";
  private static final int PRODUCERS = 4;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final List<TestClient> nodes;
  private final History history = new History();
  private final List<CrashProducer> producers = new ArrayList<>();
  private final List<CrashReader> readers = new ArrayList<>();

  private CrashLoad(List<TestClient> nodes) {
    this.nodes = nodes;
  }

  /** Creates the stream and begins. */
  static CrashLoad start(TestClient... nodes) {
    return start(PRODUCERS, List.of(nodes), List.of(nodes));
  }

  /**
   * Creates the stream and begins.
   *
   * @param producers how many
   * @param nodes where readers read
   * @param publishing the same nodes with the patience of producers, who then go to the next one
   */
  static CrashLoad start(int producers, List<TestClient> nodes, List<TestClient> publishing) {
    TestClient.expect(
        201, nodes.get(0).call("POST", STREAM, "{\"partitions\":3,\"dedup_window\":\"1h\"}"));
    CrashLoad load = new CrashLoad(nodes);
    for (int i = 0; i < producers; i++) {
      load.producers.add(new CrashProducer(i, publishing, STREAM, load.history));
    }
    for (int i = 0; i < nodes.size(); i++) {
      load.readers.add(new CrashReader("reader-" + i, nodes.get(i), STREAM, load.history));
    }
    load.producers.forEach(CrashProducer::start);
    load.readers.forEach(CrashReader::start);
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

  /** Publishes an event as one more producer does, once, and is sure of the answer. */
  void publish(NumberedEvent event, TestClient node) {
    publishAgain(event, node, 1, history.now());
  }

  /**
   * The same of one that it may have sent before.
   *
   * @param tries how often it is sent with this time
   * @param begun when it was sent first
   */
  JsonObject publishAgain(NumberedEvent event, TestClient node, int tries, long begun) {
    JsonObject answer = node.post(STREAM + "/publish", event.json());
    history.add(event.acknowledged(answer, begun, history.now()).withTries(tries));
    return answer;
  }

  /** The time of its history. */
  long now() {
    return history.now();
  }

  /** Lets a fault happen; it is over when this returns. */
  void suffer(String kind, Runnable fault) {
    long begun = history.now();
    fault.run();
    history.add(new Fault(kind, begun, history.now()));
  }

  /** Ends the load. */
  void finish() {
    producers.forEach(CrashProducer::finish);
    readers.forEach(CrashReader::finish);
  }

  /** How many events turned out to be stored when they were sent again. */
  int repeats() {
    return producers.stream().mapToInt(CrashProducer::repeats).sum();
  }

  /** How often an event had to be sent again. */
  int retries() {
    return producers.stream().mapToInt(CrashProducer::retries).sum();
  }

  /** Reads everything, both ways, on each node. */
  void drain(String when) {
    for (int i = 0; i < nodes.size(); i++) {
      String what = when + ", node " + i;
      Drain overHttp = Drains.overHttp(what, nodes.get(i), STREAM);
      history.add(overHttp);
      history.add(Drains.overWebSocket(what, nodes.get(i), STREAM, overHttp));
    }
  }

  /** Checks what everybody saw, prints it and fails if a promise was broken. */
  Verdict expectKept(String what, long seed) {
    Verdict verdict = expectTrue(what + ", repeats " + repeats(), seed);
    assertThat(verdict.hits()).as("faults that hit a publish").isPositive();
    return verdict;
  }

  /** The same of faults that nobody but the server may notice. */
  Verdict expectHidden(String what, long seed) {
    int refusals = readers.stream().mapToInt(CrashReader::refusals).sum();
    Verdict verdict = expectTrue(what + ", reads refused " + refusals, seed);
    assertThat(refusals).as("reads refused").isZero();
    assertThat(verdict.unknown()).as("publishes that were not answered at once").isZero();
    return verdict;
  }

  private Verdict expectTrue(String what, long seed) {
    Verdict verdict = history.check().print(what, seed);
    assertThat(verdict.acknowledged()).as("acknowledged").isPositive();
    assertThat(verdict.told()).isEmpty();
    for (CrashProducer producer : producers) {
      assertThat(producer.wrongAnswers()).isEmpty();
    }
    return verdict;
  }
}
