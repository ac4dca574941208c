package io.thalweg.bench.run;

import io.thalweg.bench.target.Server;
import io.thalweg.bench.target.Target;

/** Reaches storage engines that run already. */
public interface Engines {

  /** The engine itself as a server under load. */
  Server connect(Target engine);

  /** Removes what a product kept in its engine under that name. */
  void forget(Target product, String namespace);
}
