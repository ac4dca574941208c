package io.thalweg.server.push;

/** What beats once a period. Not thread-safe: belongs to the context that made it. */
interface Pulse {
  /** Who is told. */
  interface Beating {
    /** A period has passed. May leave. */
    void beat();
  }

  void join(Beating beating);

  void leave(Beating beating);
}
