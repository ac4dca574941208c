package io.thalweg.bench.target;

import io.thalweg.bench.net.Endpoint;

/** A server that can be put under load: a child of this process, or one that somebody else runs. */
public interface Server extends AutoCloseable {

  Target target();

  Endpoint endpoint();

  /** What its process uses; unknown for a server that somebody else runs. */
  ProcessUse use();

  /** Ends a child; leaves somebody else's server alone. */
  @Override
  void close();
}
