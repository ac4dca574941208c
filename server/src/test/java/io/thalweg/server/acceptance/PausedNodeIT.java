package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.history.Verdict;
import io.thalweg.server.testing.Backend;
import io.thalweg.server.testing.NumberedEvent;
import io.thalweg.server.testing.TestedBackends;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Of two servers on one database one is stopped by SIGSTOP when the database has got an append of
 * it, as a machine is that swaps or a virtual one that is moved, and goes on later. The other one
 * goes on all the time, and what the paused one had under way, and what it then still does, harms
 * nobody: its clients have sent the same events to the other node by then.
 *
 * <p>{@code -Dthalweg.long=true} makes it long, {@code -Dthalweg.seed=…} pauses again after as many
 * publishes and for as long.
 */
@ExtendWith(TestedBackends.class)
class PausedNodeIT {
  private static final boolean LONG = Boolean.getBoolean("thalweg.long");
  private static final int PAUSES = LONG ? 60 : 3;
  private static final int PRODUCERS = 8;
  private static final int PUBLISHES_MAX = 400;

  /** Past what others may wait, so that it is not the paused node's going on that lets them go. */
  private static final long PAUSE_MS_MIN = 3_100;

  /** Past the reply timeouts of the storages, if it is long. */
  private static final long PAUSE_MS_MAX = LONG ? 15_000 : 4_000;

  private static final long OTHERS_GO_ON_WITHIN_MS = 3_000;
  private static final Duration PATIENCE_OF_PRODUCERS = Duration.ofMillis(700);

  @TempDir Path folder;
  private final long seed = Long.getLong("thalweg.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Vertx vertx = Vertx.vertx();
  private WriteHold hold;
  private CrashLoad load;
  private int sent;
  private int lateRepeats;

  @AfterEach
  void closeVertx() {
    vertx.close().await();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FILE")
  void holdsUpNoOtherNodeAndDoesNoHarmAfterwards(Backend backend) throws Exception {
    try (OwnDatabase database = OwnDatabase.start(backend);
        Nodes nodes = Nodes.two(folder, database.flags())) {
      hold = WriteHold.on(backend, database, vertx);
      List<TestClient> clients = nodes.all().stream().map(PausedNodeIT::client).toList();
      load =
          CrashLoad.start(
              PRODUCERS, clients, nodes.all().stream().map(PausedNodeIT::producer).toList());
      List<EventSocket> sockets =
          clients.stream().map(client -> client.socket(CrashLoad.STREAM + "/ws/live")).toList();
      long longestMs = 0;
      for (int pause = 0; pause < PAUSES; pause++) {
        ServerProcess victim = nodes.all().get(pause % 2);
        load.awaitPublishes(1 + random.nextInt(PUBLISHES_MAX));
        longestMs = Math.max(longestMs, suffer(victim, client(nodes.other(victim))));
      }
      load.awaitPublishes(PUBLISHES_MAX);
      load.finish();
      load.drain("at the end");

      String what =
          "SIGSTOP of a node, %s, longest publish through the other node %d ms, late appends that"
              + " were repeats %d";
      expectKept(what.formatted(backend, longestMs, lateRepeats), sockets);
      assertThat(load.repeats() + lateRepeats)
          .as("stored once although both nodes appended it")
          .isGreaterThanOrEqualTo(PAUSES);
      assertThat(longestMs).isLessThan(OTHERS_GO_ON_WITHIN_MS);
    }
  }

  private static TestClient client(ServerProcess node) {
    return new TestClient(node.address());
  }

  private static TestClient producer(ServerProcess node) {
    return new TestClient(node.address(), PATIENCE_OF_PRODUCERS);
  }

  private long suffer(ServerProcess victim, TestClient other) {
    AtomicLong longestNanos = new AtomicLong();
    load.suffer("SIGSTOP", () -> longestNanos.set(pauseInAnAppend(victim, other)));
    return TimeUnit.NANOSECONDS.toMillis(longestNanos.get());
  }

  /**
   * Pauses a node for a while when the database has got an append of it. Meanwhile its client sends
   * the event to the other node. The longest that a publish through the other one took, in ns.
   */
  private long pauseInAnAppend(ServerProcess victim, TestClient other) {
    NumberedEvent event = new NumberedEvent(PRODUCERS, sent++, WriteHold.LARGE_BYTES);
    long begun = load.now();
    hold.begin();
    CompletableFuture<HttpResponse<String>> late =
        CompletableFuture.supplyAsync(
            () -> client(victim).call("POST", CrashLoad.STREAM + "/publish", event.json()));
    Patience.await("the append has come", hold::hasIt);
    victim.pause();
    try {
      hold.end();
      long stopped = System.nanoTime();
      JsonObject first = load.publishAgain(event, other, 2, begun);
      long longest = Math.max(System.nanoTime() - stopped, probe(other, stopped));
      victim.goOn();
      expectOnce(first, late.join());
      return longest;
    } finally {
      victim.goOn();
    }
  }

  /** The late append was refused, or counts with the other one as one. */
  private void expectOnce(JsonObject first, HttpResponse<String> late) {
    if (late.statusCode() != 503) {
      JsonObject second = TestClient.expect(200, late);
      assertThat(second.getLong("offset")).isEqualTo(first.getLong("offset"));
      assertThat(isRepeat(second)).as("repeat").isNotEqualTo(isRepeat(first));
    }
    lateRepeats += isRepeat(first) || late.statusCode() == 200 ? 1 : 0;
  }

  private static boolean isRepeat(JsonObject answer) {
    return answer.getBoolean("duplicate", false);
  }

  private long probe(TestClient other, long begun) {
    long pauseMs = random.nextLong(PAUSE_MS_MIN, PAUSE_MS_MAX);
    long now = System.nanoTime();
    long longest = 0;
    while (now - begun < TimeUnit.MILLISECONDS.toNanos(pauseMs)) {
      load.publish(new NumberedEvent(PRODUCERS, sent++), other);
      long ended = System.nanoTime();
      longest = Math.max(longest, ended - now);
      now = ended;
    }
    return longest;
  }

  private void expectKept(String what, List<EventSocket> sockets) {
    Verdict verdict = load.expectKept(what, seed);
    assertThat(verdict.hits()).as("pauses that hit a publish").isEqualTo(PAUSES);
    int stored = verdict.stored();
    for (EventSocket socket : sockets) {
      assertThat(socket.take(stored))
          .as("what a socket was sent that was open all the time")
          .extracting(event -> event.getLong("offset"))
          .containsExactlyElementsOf(LongStream.range(0, stored).boxed().toList());
    }
  }
}
