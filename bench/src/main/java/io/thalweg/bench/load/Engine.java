package io.thalweg.bench.load;

import io.thalweg.bench.run.Sample;
import io.thalweg.bench.target.Server;

/**
 * A storage engine that runs already, loaded through its own protocol: the work that the product on
 * it also has it do, without the product. Calls block; what fails throws.
 */
public interface Engine extends Server {

  /**
   * Callers in a closed loop store events, one or a batch in a request, somewhere that is made for
   * that and removed afterwards. Fails unless it holds exactly what was acknowledged.
   */
  Sample publish(String workload, PublishShape shape);

  /** Stores events to be read in pages, until the engine is closed. */
  void fill(String workload, ConsumeShape shape);

  /** One consumer reads what was filled in, page by page, and decodes every event. */
  Sample readPages(String workload, ConsumeShape shape);

  /** Removes what a product kept here under a name of its own. */
  void forget(String namespace);
}
