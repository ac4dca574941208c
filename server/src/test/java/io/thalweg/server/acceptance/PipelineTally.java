package io.thalweg.server.acceptance;

import java.util.concurrent.atomic.AtomicInteger;

/** How the transactions of a pipeline went. Thread-safe. */
final class PipelineTally {
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger repeated = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger unknown = new AtomicInteger();

  void answered(int status, String body) {
    if (status != 200) {
      refused.incrementAndGet();
    } else if (body.contains("\"duplicate\":true,\"published\"")) {
      repeated.incrementAndGet();
    } else {
      done.incrementAndGet();
    }
  }

  void unknown() {
    unknown.incrementAndGet();
  }

  int unanswered() {
    return unknown.get();
  }

  int refusals() {
    return refused.get();
  }

  @Override
  public String toString() {
    return "transactions done="
        + done
        + " repeated="
        + repeated
        + " refused="
        + refused
        + " unanswered tries="
        + unknown;
  }
}
