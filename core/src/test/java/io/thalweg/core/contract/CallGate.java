package io.thalweg.core.contract;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/** Where a test holds back the calls of one kind, or makes them fail. Not thread-safe. */
final class CallGate {
  private final Queue<Runnable> held = new ArrayDeque<>();
  private final Queue<Fault> faults = new ArrayDeque<>();
  private boolean holds;
  private boolean shut;

  /** A failure to come; {@code afterwards}: what the call asks for is done nevertheless. */
  private record Fault(ErrorCode code, boolean afterwards) {}

  void hold() {
    holds = true;
  }

  void release() {
    holds = false;
    while (!held.isEmpty()) {
      held.remove().run();
    }
  }

  int held() {
    return held.size();
  }

  void failNext(int calls, ErrorCode code, boolean afterwards) {
    for (int i = 0; i < calls; i++) {
      faults.add(new Fault(code, afterwards));
    }
  }

  /** Whether {@code WRITES_CLOSED} was met, so that no call gets through any more. */
  boolean isShut() {
    return shut;
  }

  void enter(Runnable call) {
    if (holds) {
      held.add(call);
    } else {
      call.run();
    }
  }

  /** Does the step, unless this call is one that shall fail. */
  <T> T pass(Supplier<T> step) {
    if (shut) {
      throw StreamException.of(ErrorCode.WRITES_CLOSED, "a write failed before");
    }
    Fault fault = faults.poll();
    if (fault == null) {
      return step.get();
    }
    if (fault.afterwards()) {
      step.get();
    }
    shut = fault.code() == ErrorCode.WRITES_CLOSED;
    throw StreamException.of(fault.code(), "the test wanted this call to fail");
  }
}
