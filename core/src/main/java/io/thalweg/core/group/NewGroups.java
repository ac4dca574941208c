package io.thalweg.core.group;

import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.GroupConfig;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.spi.GroupRecord;
import io.thalweg.core.spi.GroupWrite;
import io.thalweg.core.spi.WriteBatch;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Brings groups into being. Not thread-safe: belongs to the coordinator's context. */
final class NewGroups {
  private final StreamLog log;
  private final StartPoints startPoints;
  private final FirstGenerations firstGenerations;

  NewGroups(StreamLog log, StartPoints startPoints, FirstGenerations firstGenerations) {
    this.log = log;
    this.startPoints = startPoints;
    this.firstGenerations = firstGenerations;
  }

  /** Stores a group that starts where its settings say. */
  Future<GroupState> create(GroupKey key, GroupConfig config) {
    return log.stream(key.stream())
        .compose(
            stream ->
                startPoints
                    .resolve(config.start(), stream)
                    .compose(start -> store(empty(key, config, stream, start))));
  }

  private GroupState empty(GroupKey key, GroupConfig config, StreamInfo stream, long start) {
    return GroupState.empty(
        new GroupIdentity(key.stream(), key.group(), stream.generation(), config),
        stream.config().partitions(),
        start,
        stream.head());
  }

  /** Stores a group with another one's settings and committed offsets. */
  Future<GroupState> copy(GroupState from, GroupKey to) {
    GroupIdentity was = from.identity();
    GroupIdentity identity =
        new GroupIdentity(to.stream(), to.group(), was.streamGeneration(), was.config());
    Map<Integer, Long> committed = new HashMap<>();
    for (int i = 0; i < from.partitions().size(); i++) {
      committed.put(i, from.partition(i).committed());
    }
    return store(
        GroupState.empty(identity, from.partitions().size(), 0, from.newPartitionStart())
            .withCommitted(committed));
  }

  private Future<GroupState> store(GroupState group) {
    GroupState created = group.withGeneration(firstGenerations.next());
    GroupIdentity identity = created.identity();
    return write(GroupWrites.create(created))
        .compose(stored -> log.group(identity.stream(), identity.group()))
        .compose(record -> keepIfMeant(identity, record))
        .map(created);
  }

  /** Its positions mean nothing in a stream that took the place of the one they were found in. */
  private Future<Void> keepIfMeant(GroupIdentity meant, GroupRecord record) {
    if (record.streamGeneration() == meant.streamGeneration()) {
      return Future.succeededFuture();
    }
    return write(GroupWrite.delete(meant.stream(), meant.group(), record.generation()))
        .compose(
            deleted ->
                Future.failedFuture(
                    StreamException.of(
                        ErrorCode.STREAM_NOT_FOUND,
                        "the stream " + meant.stream() + " was deleted and created anew")));
  }

  private Future<Void> write(GroupWrite write) {
    return log.write(List.of(WriteBatch.of(write)))
        .map(outcomes -> outcomes.get(0))
        .compose(
            outcome ->
                outcome.isStored()
                    ? Future.succeededFuture()
                    : Future.failedFuture(outcome.refusal()));
  }
}
