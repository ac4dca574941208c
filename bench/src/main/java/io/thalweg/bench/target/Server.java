package io.thalweg.bench.target;

import io.thalweg.bench.net.Endpoint;
import java.util.Optional;

/** A server that can be put under load: a child of this process, or one that somebody else runs. */
public interface Server extends AutoCloseable {

  Target target();

  Endpoint endpoint();

  /** Another node on the same storage, if there is one. */
  default Optional<Endpoint> otherNode() {
    return Optional.empty();
  }

  /** What its process uses; unknown for a server that somebody else runs. */
  ProcessUse use();

  /** Ends a child; leaves somebody else's server alone. */
  @Override
  void close();
}
