package io.thalweg.bench.cli;

import io.thalweg.bench.load.GrowthShape;
import io.thalweg.bench.load.GrowthWorkload;
import io.thalweg.bench.load.PublishShape;
import io.thalweg.bench.run.Variants;
import io.thalweg.bench.run.Workload;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The product small and grown, each time in one respect: what is published is the same.
 *
 * @param events that catch-up reads, and that the small one keeps
 * @param randomPages read at random places
 * @param duration of W1 in a round
 */
record GrowthPairs(int events, int randomPages, Duration duration) {

  static final String SMALL = "small";
  static final String GROWN = "grown";
  private static final int SIZE = 200;

  Variants ofStreams(int count) {
    return pair("growth of streams", shape(count, 1, events));
  }

  Variants ofPartitions(int count) {
    return pair("growth of partitions", shape(1, count, events));
  }

  Variants ofKept(long bytes) {
    return pair("growth of what is kept", shape(1, 1, Math.toIntExact(bytes / SIZE)));
  }

  private Variants pair(String name, GrowthShape grown) {
    Map<String, Workload> byLabel = new LinkedHashMap<>();
    byLabel.put(SMALL, new GrowthWorkload("growth", grown.inOne(events)));
    byLabel.put(GROWN, new GrowthWorkload("growth", grown));
    return new Variants(name, byLabel, 1);
  }

  private GrowthShape shape(int streams, int partitions, int kept) {
    int keys = PublishShape.keysFor(partitions);
    return new GrowthShape(streams, partitions, kept, events, randomPages, SIZE, keys, duration);
  }
}
