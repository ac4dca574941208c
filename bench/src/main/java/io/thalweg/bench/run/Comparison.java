package io.thalweg.bench.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The samples of one workload, round by round, of every target.
 *
 * @param workload its name
 * @param samples by target, in the order in which they ran; as many of each as there were rounds
 */
public record Comparison(String workload, Map<String, List<Sample>> samples) {

  public Comparison {
    samples = new LinkedHashMap<>(samples);
  }

  public List<Sample> of(String target) {
    return samples.getOrDefault(target, List.of());
  }
}
