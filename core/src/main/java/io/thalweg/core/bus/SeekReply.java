package io.thalweg.core.bus;

import java.util.Map;

/**
 * How positions have moved, or would move.
 *
 * @param previous the committed offset of each partition before
 * @param committed the same afterwards
 */
public record SeekReply(Map<Integer, Long> previous, Map<Integer, Long> committed) {
  public SeekReply {
    previous = Map.copyOf(previous);
    committed = Map.copyOf(committed);
  }
}
