package io.thalweg.core.group;

import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.group.queue.QueueIdentity;
import io.thalweg.core.group.queue.Queues;
import io.thalweg.core.model.GroupConfig;
import io.thalweg.core.model.GroupMode;
import io.thalweg.core.model.QueueConfig;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.model.StreamName;
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
  Future<GroupRecord> create(GroupKey key, GroupConfig config) {
    return log.stream(key.stream())
        .compose(
            stream ->
                startPoints
                    .resolve("start", config.start(), stream)
                    .compose(
                        start ->
                            config.mode() == GroupMode.SHARED
                                ? storeShared(shared(key, config, stream), start)
                                : store(empty(key, config, stream, start))));
  }

  private static QueueIdentity shared(GroupKey key, GroupConfig config, StreamInfo stream) {
    QueueConfig queue = config.queue().withDeadLetter(deadLetter(key, config.queue()));
    return new QueueIdentity(
        key.stream(), key.group(), stream.generation(), GroupConfig.shared(config.start(), queue));
  }

  private static StreamName deadLetter(GroupKey key, QueueConfig queue) {
    if (queue.deadLetter() == null) {
      String name = key.stream() + "." + key.group() + ".dead";
      try {
        return new StreamName(name);
      } catch (StreamException tooLong) {
        throw StreamException.invalid("dead_letter", "must be given: " + name + " is too long");
      }
    }
    if (queue.deadLetter().equals(key.stream())) {
      throw StreamException.invalid("dead_letter", "must not be the stream itself");
    }
    return queue.deadLetter();
  }

  private Future<GroupRecord> storeShared(QueueIdentity identity, long start) {
    return store(
        Queues.creation(identity, start, firstGenerations.next()), identity.streamGeneration());
  }

  private GroupState empty(GroupKey key, GroupConfig config, StreamInfo stream, long start) {
    return GroupState.empty(
        new GroupIdentity(key.stream(), key.group(), stream.generation(), config),
        stream.config().partitions(),
        start,
        stream.head());
  }

  /** Stores a group with another one's settings and committed offsets. */
  Future<GroupRecord> copy(GroupState from, GroupKey to) {
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

  private Future<GroupRecord> store(GroupState group) {
    GroupState created = group.withGeneration(firstGenerations.next());
    return store(GroupWrites.create(created), created.identity().streamGeneration());
  }

  private Future<GroupRecord> store(GroupWrite group, long streamGeneration) {
    return write(group)
        .compose(stored -> log.group(group.stream(), group.group()))
        .compose(record -> keepIfMeant(streamGeneration, record).map(record));
  }

  /** Its positions mean nothing in a stream that took the place of the one they were found in. */
  private Future<Void> keepIfMeant(long streamGeneration, GroupRecord record) {
    if (record.streamGeneration() == streamGeneration) {
      return Future.succeededFuture();
    }
    return write(GroupWrite.delete(record.stream(), record.group(), record.generation()))
        .compose(
            deleted ->
                Future.failedFuture(
                    StreamException.of(
                        ErrorCode.STREAM_NOT_FOUND,
                        "the stream " + record.stream() + " was deleted and created anew")));
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
