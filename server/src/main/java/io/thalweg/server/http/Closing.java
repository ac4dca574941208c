package io.thalweg.server.http;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Who wants to hear that a gateway instance closes: those that hold answers or sockets open, so
 * that they can end them in good order. Not thread-safe: belongs to the instance's event loop.
 */
public final class Closing {
  private final List<Supplier<Future<Void>>> hooks = new ArrayList<>();
  private boolean begun;

  /**
   * Calls {@code hook} once, when the instance begins to close and its connections are still whole.
   * Its future says when everything it holds open has been told.
   */
  public void onClosing(Supplier<Future<Void>> hook) {
    hooks.add(hook);
  }

  /** Whether the instance is closing: nothing that stays open should be begun now. */
  public boolean begun() {
    return begun;
  }

  Future<Void> begin() {
    begun = true;
    List<Future<Void>> told = hooks.stream().map(Supplier::get).toList();
    return Future.join(told).mapEmpty();
  }
}
