package io.thalweg.bench.run;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Lets the disk come to rest, so that no target pays for what the one before it left to be written.
 */
final class DiskRest {

  private static final int SECONDS_MAX = 30;

  private DiskRest() {}

  static void await() {
    try {
      Process sync = new ProcessBuilder("sync").start();
      if (!sync.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        sync.destroy();
      }
    } catch (IOException noSuchCommand) {
      // Elsewhere than on a Unix there is nothing to wait for.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
