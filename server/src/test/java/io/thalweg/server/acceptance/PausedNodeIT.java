package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.server.testing.Backend;
import io.thalweg.server.testing.NumberedEvent;
import io.thalweg.server.testing.TestedBackends;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Of two servers on one database one is stopped by SIGSTOP in the middle of its appends, as a
 * machine is that swaps or a virtual one that is moved, and goes on later. The other one goes on
 * all the time, and what the paused one then still does harms nobody: its clients have sent the
 * same events to the other node by then.
 *
 * <p>{@code -Dthalweg.long=true} makes it long, {@code -Dthalweg.seed=…} pauses again after as many
 * publishes and for as long.
 */
@ExtendWith(TestedBackends.class)
class PausedNodeIT {
  private static final boolean LONG = Boolean.getBoolean("thalweg.long");
  private static final int PAUSES = LONG ? 60 : 4;
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
  private CrashLoad load;
  private int probes;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FILE")
  void holdsUpNoOtherNodeAndDoesNoHarmAfterwards(Backend backend) throws Exception {
    try (Nodes nodes = Nodes.two(folder, backend.flags(folder))) {
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
        longestMs = Math.max(longestMs, pause(victim, client(nodes.other(victim))));
      }
      load.awaitPublishes(PUBLISHES_MAX);
      load.finish();
      load.drain("at the end");

      String what = "SIGSTOP of a node, %s, longest publish through the other node %d ms";
      expectKept(what.formatted(backend, longestMs), sockets);
      assertThat(longestMs).isLessThan(OTHERS_GO_ON_WITHIN_MS);
    }
  }

  private static TestClient client(ServerProcess node) {
    return new TestClient(node.address());
  }

  private static TestClient producer(ServerProcess node) {
    return new TestClient(node.address(), PATIENCE_OF_PRODUCERS);
  }

  /** Pauses a node for a while; the longest that a publish through the other one took, in ms. */
  private long pause(ServerProcess victim, TestClient other) {
    long[] longestNanos = new long[1];
    load.suffer(
        "SIGSTOP",
        () -> {
          victim.pause();
          try {
            longestNanos[0] = probe(other);
          } finally {
            victim.goOn();
          }
        });
    return TimeUnit.NANOSECONDS.toMillis(longestNanos[0]);
  }

  private long probe(TestClient other) {
    long pauseMs = random.nextLong(PAUSE_MS_MIN, PAUSE_MS_MAX);
    long begun = System.nanoTime();
    long now = begun;
    long longest = 0;
    while (now - begun < TimeUnit.MILLISECONDS.toNanos(pauseMs)) {
      load.publish(new NumberedEvent(PRODUCERS, probes++), other);
      long ended = System.nanoTime();
      longest = Math.max(longest, ended - now);
      now = ended;
    }
    return longest;
  }

  private void expectKept(String what, List<EventSocket> sockets) {
    int stored = load.expectKept(what, seed).stored();
    for (EventSocket socket : sockets) {
      assertThat(socket.take(stored))
          .as("what a socket was sent that was open all the time")
          .extracting(event -> event.getLong("offset"))
          .containsExactlyElementsOf(LongStream.range(0, stored).boxed().toList());
    }
  }
}
