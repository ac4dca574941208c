package io.thalweg.core.group;

import io.thalweg.core.bus.PauseRequest;
import io.thalweg.core.bus.SeekReply;
import io.thalweg.core.bus.SeekRequest;
import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.group.queue.Queues;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** What operators do with the place of shared groups, which is one for all partitions. */
final class QueuePositions {
  private final StreamLog log;
  private final StartPoints startPoints;
  private final Queues queues;

  QueuePositions(StreamLog log, StartPoints startPoints, Queues queues) {
    this.log = log;
    this.startPoints = startPoints;
    this.queues = queues;
  }

  Future<SeekReply> seek(SeekRequest request) {
    refuseChoice(request.partitions());
    return log.stream(request.stream())
        .compose(info -> startPoints.resolve("to", request.to(), info))
        .compose(
            offset ->
                queues.seek(
                    request.stream(), request.group(), offset, request.force(), request.dryRun()));
  }

  /** Replies the partitions of which nothing is handed out: all or none. */
  Future<List<Integer>> pause(PauseRequest request) {
    refuseChoice(request.partitions());
    return queues
        .pause(request.stream(), request.group(), request.paused())
        .compose(done -> log.stream(request.stream()))
        .map(info -> request.paused() ? all(info.config().partitions()) : List.of());
  }

  private static List<Integer> all(int partitions) {
    return IntStream.range(0, partitions).boxed().toList();
  }

  private static void refuseChoice(Set<Integer> partitions) {
    if (!partitions.isEmpty()) {
      throw StreamException.invalid("partitions", "cannot be chosen: the group's mode is shared");
    }
  }
}
