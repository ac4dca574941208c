package io.thalweg.bench.target;

import io.thalweg.bench.net.Endpoint;

/** A server that is running already; its process cannot be seen from here. */
public record RemoteServer(Target target, Endpoint endpoint) implements Server {

  @Override
  public ProcessUse use() {
    return ProcessUse.UNKNOWN;
  }

  @Override
  public void close() {}
}
