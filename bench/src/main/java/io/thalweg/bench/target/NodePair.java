package io.thalweg.bench.target;

import io.thalweg.bench.net.Endpoint;
import java.nio.file.Path;
import java.util.Optional;

/** Two nodes of the product on one storage: what is published at the one is read at the other. */
public record NodePair(Server one, Server other) implements Server {

  /** Waits until both say that they serve. */
  public static NodePair start(Target target, Launch launch, Path dataDir) {
    if (target.storage().isEmpty()) {
      throw new BenchFailure(
          "several nodes share no directory: --storage names what they can share");
    }
    ServerProcess one = ServerProcess.start(target, launch, dataDir);
    try {
      return new NodePair(one, ServerProcess.start(target, launch, dataDir));
    } catch (BenchFailure notStarted) {
      one.close();
      throw notStarted;
    }
  }

  @Override
  public Target target() {
    return one.target();
  }

  @Override
  public Endpoint endpoint() {
    return one.endpoint();
  }

  @Override
  public Optional<Endpoint> otherNode() {
    return Optional.of(other.endpoint());
  }

  @Override
  public ProcessUse use() {
    return one.use().and(other.use());
  }

  @Override
  public void close() {
    try {
      one.close();
    } finally {
      other.close();
    }
  }
}
