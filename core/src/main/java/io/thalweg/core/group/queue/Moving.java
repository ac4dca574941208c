package io.thalweg.core.group.queue;

import io.thalweg.core.bus.SeekReply;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import java.util.List;
import java.util.Map;

/** What operators do with a shared group's place. Pure functions. */
final class Moving {
  /** A shared group has one place in the stream, whatever its partitions. */
  private static final int ALL = 0;

  private Moving() {}

  static QueueDecision<SeekReply> seek(QueueState state, QueueCommand.Seek command, long now) {
    boolean atWork =
        state.pending().stream()
            .anyMatch(event -> event.condition() == Pending.Condition.LEASED && event.at() > now);
    if (atWork && !command.force()) {
      throw StreamException.of(
              ErrorCode.CONFLICT, "workers have events of the group in hand; force takes them away")
          .about("force");
    }
    SeekReply reply = new SeekReply(Map.of(ALL, state.floor()), Map.of(ALL, command.offset()));
    return QueueDecision.of(
        command.dryRun() ? state : state.with(command.offset(), List.of(), state.lastLease()),
        reply);
  }
}
