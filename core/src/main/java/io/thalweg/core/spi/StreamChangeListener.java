package io.thalweg.core.spi;

import io.thalweg.core.model.StreamName;

/** Hears that streams changed. Called on any thread; must not block and must not throw. */
@FunctionalInterface
public interface StreamChangeListener {
  /** The stream's head moved, or the stream was created, altered, trimmed or deleted. */
  void changed(StreamName stream);
}
