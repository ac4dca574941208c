package io.thalweg.bench.load;

import io.thalweg.bench.run.Session;
import io.thalweg.bench.target.Target;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Streams that are filled once and then read in every round: by publishing to the product, by the
 * base itself as it starts.
 */
record FilledStreams(String prefix, ConsumeShape shape) {

  Target equip(Target target) {
    return target.base().isPresent() ? target.withArguments(shape.baseArguments()) : target;
  }

  void prepare(Session session) {
    if (session.isProduct()) {
      StreamSet streams =
          StreamSet.create(session.control(), prefix, shape.streams(), shape.partitions());
      Fill.fill(session, streams, shape.filling(), shape.events());
    }
  }

  List<String> names() {
    return IntStream.range(0, shape.streams()).mapToObj(number -> prefix + "-" + number).toList();
  }

  String first() {
    return prefix + "-0";
  }
}
