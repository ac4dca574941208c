package io.thalweg.core.history;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The result of a pipeline that makes one output of each input and commits the input in the same
 * transaction: each input below its partition's committed offset has one output, none above has
 * any.
 *
 * @param inputs the input stream's events
 * @param committed the pipeline's committed offset by partition of the input stream
 * @param outputs for each stored output, the offset of the input that it was made of
 */
public record Outputs(List<Stored> inputs, Map<Integer, Long> committed, long[] outputs) {

  void check(Findings findings) {
    Map<Long, Integer> counts = new HashMap<>();
    Arrays.stream(outputs).forEach(input -> counts.merge(input, 1, Integer::sum));
    for (Stored input : inputs) {
      Integer count = counts.remove(input.offset());
      boolean due = input.offset() < committed.getOrDefault(input.partition(), 0L);
      if (due && count == null) {
        findings.add(Anomaly.OUTPUT_MISSING, input);
      } else if (!due && count != null) {
        findings.add(Anomaly.OUTPUT_AHEAD, input);
      }
      if (count != null && count > 1) {
        findings.add(Anomaly.OUTPUT_DOUBLED, input, "has", count);
      }
    }
    counts.keySet().forEach(input -> findings.add(Anomaly.OUTPUT_AHEAD, "no input", input));
  }
}
