package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.history.Fault;
import io.thalweg.core.history.GroupHistory;
import io.thalweg.core.history.History;
import io.thalweg.core.history.Poll;
import io.thalweg.core.history.Position;
import io.thalweg.core.history.Verdict;
import io.thalweg.server.testing.NumberedEvent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Producers, and members of one group, whose every call goes to another node than the one before,
 * while one node is killed for good. Each call of a member acknowledges the last answer.
 */
final class ClusterLoad {
  private static final String STREAM = "/stream/shared";
  private static final String GROUP = STREAM + "/group/workers";
  private static final int PRODUCERS = 2;
  private static final long BETWEEN_PUBLISHES_NANOS = 2_000_000;
  private static final int MEMBERS = 4;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final List<TestClient> nodes;
  private final TestClient survivor;
  private final History history = new History();
  private final GroupHistory seen = history.group(0);
  private final AtomicInteger answers = new AtomicInteger();
  private final ExecutorService threads = Executors.newFixedThreadPool(MEMBERS);
  private final List<CrashProducer> producers = new ArrayList<>();
  private final List<Future<?>> ends = new ArrayList<>();
  private volatile boolean finishing;

  /**
   * @param survivor the node that is not killed
   */
  ClusterLoad(List<TestClient> nodes, TestClient survivor) {
    this.nodes = nodes;
    this.survivor = survivor;
  }

  void start() {
    TestClient.expect(
        201, survivor.call("POST", STREAM, "{\"partitions\":8,\"dedup_window\":\"1h\"}"));
    TestClient.expect(201, survivor.call("POST", GROUP, "{\"session_timeout\":\"30s\"}"));
    for (int i = 0; i < PRODUCERS; i++) {
      producers.add(new CrashProducer(i, nodes, STREAM, history, BETWEEN_PUBLISHES_NANOS));
    }
    producers.forEach(CrashProducer::start);
    for (int i = 0; i < MEMBERS; i++) {
      String name = "m" + i;
      int first = i;
      ends.add(threads.submit(() -> consume(name, first)));
    }
  }

  private void consume(String name, int first) {
    for (int call = first; !finishing; call++) {
      TestClient node = nodes.get(call % nodes.size());
      poll(node, name, "wait=100ms");
      if (call % 20 == 0) {
        look(node);
      }
    }
  }

  /** Whether there was an answer. */
  private boolean poll(TestClient node, String name, String how) {
    long begun = history.now();
    HttpResponse<String> response =
        call(node, GROUP + "/consume?limit=20&consumer=" + name + "&" + how);
    if (response == null || response.statusCode() == 503 || response.statusCode() == 409) {
      return false;
    }
    JsonObject page = TestClient.expect(200, response);
    seen.add(
        new Poll(
            name,
            0,
            begun,
            history.now(),
            page.getLong("generation"),
            page.getJsonArray("partitions").stream().map(number -> (Integer) number).toList(),
            NumberedEvent.stored(page.getJsonArray("events"))));
    answers.incrementAndGet();
    return true;
  }

  private void look(TestClient node) {
    long begun = history.now();
    HttpResponse<String> response = call(node, GROUP);
    if (response == null || response.statusCode() == 503) {
      return;
    }
    JsonArray partitions = TestClient.expect(200, response).getJsonArray("partitions");
    long ended = history.now();
    for (Object each : partitions) {
      JsonObject partition = (JsonObject) each;
      int number = partition.getInteger("partition");
      seen.add(new Position(number, partition.getLong("committed"), begun, ended));
    }
  }

  /** Null if the node is not there. */
  private static HttpResponse<String> call(TestClient node, String target) {
    try {
      return node.call("GET", target, "");
    } catch (UncheckedIOException gone) {
      return null;
    }
  }

  /** Waits until members got so many more answers. */
  void awaitAnswers(int more) {
    int enough = answers.get() + more;
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (answers.get() < enough) {
      assertThat(System.nanoTime()).as("%s more answers, in time", more).isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Has a node killed for good; the milliseconds until the group answers on another one. */
  long suffer(String what, Runnable kill) {
    long begun = history.now();
    kill.run();
    // Begun after the fault, so that no answer from before it counts.
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!poll(survivor, "prober", "wait=0ms")) {
      assertThat(System.nanoTime()).as("an answer, in time").isLessThan(deadline);
    }
    long ended = history.now();
    history.add(new Fault(what, begun, Long.MAX_VALUE));
    return TimeUnit.NANOSECONDS.toMillis(ended - begun);
  }

  /** Ends the load, lets one member get all that is left, and judges. */
  Verdict finish() throws Exception {
    finishing = true;
    producers.forEach(CrashProducer::finish);
    for (Future<?> end : ends) {
      end.get();
    }
    threads.shutdown();
    for (CrashProducer producer : producers) {
      assertThat(producer.wrongAnswers()).isEmpty();
    }
    for (int i = 0; i < MEMBERS; i++) {
      survivor.call("DELETE", GROUP + "/member/m" + i, "");
    }
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (survivor.get(GROUP).getLong("lag") > 0) {
      assertThat(System.nanoTime()).as("drained in time").isLessThan(deadline);
      poll(survivor, "prober", "wait=50ms");
    }
    seen.wasDrained();
    history.add(Drains.overHttp("at the end", survivor, STREAM));
    return history.check();
  }
}
