package io.thalweg.server.push;

import io.vertx.core.Vertx;

/** A timer for one alone, whose period is its own. Not thread-safe: belongs to one context. */
final class OwnPulse implements Pulse {
  private final Vertx vertx;
  private final long periodMs;
  private long timer;

  OwnPulse(Vertx vertx, long periodMs) {
    this.vertx = vertx;
    this.periodMs = periodMs;
  }

  @Override
  public void join(Beating beating) {
    timer = vertx.setPeriodic(periodMs, id -> beating.beat());
  }

  @Override
  public void leave(Beating beating) {
    vertx.cancelTimer(timer);
  }
}
