package io.thalweg.server.http.groups;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import java.util.Set;
import java.util.function.Consumer;

/** An answer whose events are not there yet. Not thread-safe. */
abstract class WaitingPage {
  private final Set<WaitingPage> waiting;
  private final Consumer<Throwable> onRefused;

  /**
   * @param waiting holds this page as long as its events are not there
   * @param onRefused answers if there will be none
   */
  WaitingPage(Set<WaitingPage> waiting, Consumer<Throwable> onRefused) {
    this.waiting = waiting;
    this.onRefused = onRefused;
  }

  void beginWaiting() {
    waiting.add(this);
  }

  /** False if the waiting has ended before. */
  boolean endWaiting() {
    return waiting.remove(this);
  }

  void fail(Throwable failure) {
    if (endWaiting()) {
      onRefused.accept(failure);
    }
  }

  /** Ends the waiting, because the server closes. */
  void refuseNow() {
    fail(StreamException.of(ErrorCode.UNAVAILABLE, "the server is closing"));
  }
}
