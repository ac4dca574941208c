package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.history.Fault;
import io.thalweg.core.history.History;
import io.thalweg.core.history.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Clients at work on one stream, each in a thread of its own and by any node, while the nodes
 * suffer faults; and what all of them saw. Two producers are among them.
 */
final class Chaos implements AutoCloseable {
  private static final int PRODUCERS = 2;
  private static final long BETWEEN_PUBLISHES_NANOS = 2_000_000;

  private final List<TestClient> nodes;
  private final String stream;
  private final long seed;
  private final History history = new History();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Future<?>> ends = new ArrayList<>();
  private final List<CrashProducer> producers = new ArrayList<>();
  private int ways;
  private volatile boolean finishing;

  /**
   * @param stream where it is, as in a path; it is created
   * @param seed what clients try to do comes of it, though not when the servers get it
   */
  Chaos(List<TestClient> nodes, String stream, String settings, long seed) {
    this.nodes = nodes;
    this.stream = stream;
    this.seed = seed;
    TestClient.expect(201, nodes.get(0).call("POST", stream, settings));
    for (int i = 0; i < PRODUCERS; i++) {
      producers.add(new CrashProducer(i, nodes, stream, history, BETWEEN_PUBLISHES_NANOS));
    }
  }

  History history() {
    return history;
  }

  /** Chances for one more client. */
  Random chances() {
    return new Random(seed + ways++);
  }

  /** A way to the nodes for one more client. */
  AnyNode way() {
    return new AnyNode(nodes, chances());
  }

  void startProducers() {
    producers.forEach(CrashProducer::start);
  }

  /** Repeats it in a thread of its own until it is over. */
  void goOnWith(Runnable step) {
    ends.add(
        threads.submit(
            () -> {
              while (!finishing) {
                step.run();
              }
            }));
  }

  /** Waits until so many more publishes have ended. */
  void awaitPublishes(int more) {
    int enough = history.publishes() + more;
    Patience.await(more + " more publishes", () -> history.publishes() >= enough);
  }

  /** Lets a fault happen; it is over when this returns. */
  void suffer(String what, Runnable fault) {
    long begun = history.now();
    fault.run();
    history.add(new Fault(what, begun, history.now()));
  }

  /** Ends all clients; fails if one of them saw what it could not expect. */
  void finish() throws Exception {
    finishing = true;
    producers.forEach(CrashProducer::finish);
    for (Future<?> end : ends) {
      end.get();
    }
    for (CrashProducer producer : producers) {
      assertThat(producer.wrongAnswers()).isEmpty();
    }
  }

  /** Reads the stream by every node, and judges. */
  Verdict judge() {
    for (int i = 0; i < nodes.size(); i++) {
      history.add(Drains.overHttp("node " + i, nodes.get(i), stream));
    }
    return history.check();
  }

  @Override
  public void close() {
    finishing = true;
    producers.forEach(CrashProducer::abandon);
    threads.shutdownNow();
  }
}
