package io.thalweg.bench.load;

import io.thalweg.bench.target.BenchFailure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Blocks the main thread for what the event loop brings about, with a deadline; whatever goes wrong
 * fails the run.
 */
public final class Waiting {

  private Waiting() {}

  public static <T> T await(CompletableFuture<T> future, Duration timeout, String what) {
    try {
      return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new BenchFailure(what + " was not done within " + timeout.toSeconds() + " s");
    } catch (ExecutionException e) {
      throw new BenchFailure(what + " failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("interrupted in " + what);
    }
  }
}
