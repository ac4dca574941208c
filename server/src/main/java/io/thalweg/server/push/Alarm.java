package io.thalweg.server.push;

import io.vertx.core.Vertx;

/** Something to be done later, once however often it is set. Not thread-safe: of one context. */
final class Alarm {
  private static final long NOT_SET = -1;

  private final Vertx vertx;
  private final Runnable action;
  private long timer = NOT_SET;

  Alarm(Vertx vertx, Runnable action) {
    this.vertx = vertx;
    this.action = action;
  }

  /** Goes off after so many milliseconds, 1 at least; if it is set already, then as it was. */
  void set(long delayMs) {
    if (timer == NOT_SET) {
      timer = vertx.setTimer(Math.max(1, delayMs), id -> goOff());
    }
  }

  private void goOff() {
    timer = NOT_SET;
    action.run();
  }

  void cancel() {
    if (timer != NOT_SET) {
      vertx.cancelTimer(timer);
      timer = NOT_SET;
    }
  }
}
