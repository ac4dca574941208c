package io.thalweg.core.model;

import java.util.List;

/**
 * A stream and its partitions, taken at one moment: the counts of the partitions add up to that of
 * the stream.
 *
 * @param partitions one for each partition, in their order
 */
public record StreamStats(StreamInfo info, List<PartitionStats> partitions) {
  public StreamStats {
    partitions = List.copyOf(partitions);
  }
}
