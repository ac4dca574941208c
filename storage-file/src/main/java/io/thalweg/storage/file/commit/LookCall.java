package io.thalweg.storage.file.commit;

import java.util.function.Supplier;

/** A look at what only the commit thread may look at, between two commits. */
record LookCall<T>(Supplier<T> look, Reply<T> reply) implements Call {
  void run() {
    try {
      reply.succeed(look.get());
    } catch (RuntimeException failure) {
      reply.fail(failure);
    }
  }
}
