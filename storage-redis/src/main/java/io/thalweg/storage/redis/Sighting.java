package io.thalweg.storage.redis;

import io.thalweg.core.model.StreamName;
import java.util.Map;

/**
 * What a {@link Look} saw.
 *
 * @param standings where each stream stands
 * @param listeners how many listen for changes, of any stream
 * @param clockMs what the server's clock said
 * @param seenNs when this node heard of it, by {@link System#nanoTime}
 */
record Sighting(Map<StreamName, Standing> standings, long listeners, long clockMs, long seenNs) {

  /** How long ago it was seen, in ms. */
  long ageMs() {
    return (System.nanoTime() - seenNs) / 1_000_000;
  }

  /** What the server's clock says now, in ms. */
  long nowMs() {
    return clockMs + ageMs();
  }
}
