package io.thalweg.server.push;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One timer that beats for all readers of an event loop, each once a period, a share of them at a
 * time so that ten thousand are no burst. Not thread-safe: belongs to the context that made it.
 */
final class Heartbeats implements Pulse {
  private static final int SHARES = 16;

  private final List<Set<Beating>> shares = new ArrayList<>(SHARES);
  private int next;

  Heartbeats(Vertx vertx, long periodMs) {
    for (int i = 0; i < SHARES; i++) {
      shares.add(new LinkedHashSet<>());
    }
    vertx.setPeriodic(Math.max(1, periodMs / SHARES), id -> beatShare());
  }

  @Override
  public void join(Beating beating) {
    share(beating).add(beating);
  }

  @Override
  public void leave(Beating beating) {
    share(beating).remove(beating);
  }

  private Set<Beating> share(Beating beating) {
    return shares.get(Math.floorMod(System.identityHashCode(beating), SHARES));
  }

  private void beatShare() {
    next = (next + 1) % SHARES;
    List.copyOf(shares.get(next)).forEach(Beating::beat);
  }
}
