package io.thalweg.storage.file.commit;

import io.thalweg.core.model.StreamName;
import io.thalweg.storage.file.journal.Frame;

/** A change of the catalog, which has a commit of its own. */
public interface Change<T> {
  /**
   * Checks the change against what is durable and writes it to the frame; an empty frame afterwards
   * means that there is nothing to do.
   *
   * @throws io.thalweg.core.error.StreamException to refuse it
   */
  void prepare(Frame frame, long nowMs);

  /** The change is durable: makes it visible. */
  T apply();

  /** The streams to tell of, in no order. */
  Iterable<StreamName> changed();
}
