package io.thalweg.bench.load;

import io.thalweg.bench.target.BenchFailure;
import io.thalweg.bench.target.ControlClient;
import java.util.List;
import java.util.stream.IntStream;

/** The streams that a workload made for itself. */
record StreamSet(List<String> names, ControlClient control) {

  static StreamSet create(ControlClient control, String prefix, int count, int partitions) {
    List<String> names =
        IntStream.range(0, count).mapToObj(number -> prefix + "-" + number).toList();
    names.forEach(name -> control.createStream(name, partitions));
    return new StreamSet(names, control);
  }

  /** Fails unless the streams hold exactly what was acknowledged. */
  void requireEvents(long acknowledged) {
    long held = names.stream().mapToLong(control::nextOffset).sum();
    if (held != acknowledged) {
      throw new BenchFailure(
          acknowledged + " events were acknowledged, but the streams hold " + held);
    }
  }

  void delete() {
    names.forEach(control::deleteStream);
  }
}
