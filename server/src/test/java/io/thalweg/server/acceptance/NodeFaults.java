package io.thalweg.server.acceptance;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What befalls any one of some nodes at random. Not thread-safe. */
final class NodeFaults {
  private static final int PAUSE_MS_MAX = 6_000; // the coordinator's lease is shorter

  private final Nodes nodes;
  private final Random random;
  private final Map<Kind, Integer> done = new EnumMap<>(Kind.class);

  /** By what it is counted as. */
  private enum Kind {
    KILLED,
    STOPPED,
    PAUSED
  }

  NodeFaults(Nodes nodes, Random random) {
    this.nodes = nodes;
    this.random = random;
  }

  /** Kills one with {@code kill -9} and starts it again. */
  void kill() {
    suffer(Kind.KILLED);
  }

  /** Kills one, or ends it as an operator does, or holds it up; then it is well again. */
  void any() {
    suffer(Kind.values()[random.nextInt(Kind.values().length)]);
  }

  private void suffer(Kind kind) {
    ServerProcess node = nodes.get(random.nextInt(nodes.size()));
    switch (kind) {
      case KILLED -> {
        node.kill();
        node.restart();
      }
      case STOPPED -> {
        node.terminate();
        node.restart();
      }
      case PAUSED -> {
        node.pause();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(PAUSE_MS_MAX)));
        node.goOn();
      }
    }
    nodes.awaitJoined();
    done.merge(kind, 1, Integer::sum);
  }

  /** How often each happened. */
  @Override
  public String toString() {
    return done.toString().toLowerCase(Locale.ROOT);
  }
}
