package io.thalweg.server.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Signals that Java has no call for. */
final class Signals {
  private Signals() {}

  /** Has the process got it when this returns; nothing happens if it has ended. */
  static void send(Process process, String name) {
    if (!process.isAlive()) {
      return;
    }
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
