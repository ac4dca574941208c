package io.thalweg.bench.run;

import io.thalweg.bench.net.Endpoint;
import io.thalweg.bench.net.Generator;
import io.thalweg.bench.target.ControlClient;
import io.thalweg.bench.target.Server;

/** One server under load, with what a workload drives it by. */
public record Session(Server server, Generator generator, ControlClient control) {

  public Endpoint endpoint() {
    return server.endpoint();
  }

  public String label() {
    return server.target().label();
  }

  public boolean isProduct() {
    return server.target().isProduct();
  }
}
