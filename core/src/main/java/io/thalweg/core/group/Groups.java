package io.thalweg.core.group;

import io.thalweg.core.bus.CommitReply;
import io.thalweg.core.bus.CommitRequest;
import io.thalweg.core.bus.GroupCalls;
import io.thalweg.core.bus.PollReply;
import io.thalweg.core.bus.PollRequest;
import io.thalweg.core.bus.SeekRequest;
import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.ConsumerName;
import io.thalweg.core.model.GroupConfig;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.GroupView;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.GroupRecord;
import io.thalweg.core.spi.GroupWrite;
import io.thalweg.core.spi.WriteBatch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * All groups that this node coordinates, read from the storage when they are first asked for. Not
 * thread-safe: belongs to one context.
 */
final class Groups implements GroupCalls {
  /** Groups that may be active at once. */
  static final int ACTIVE_MAX = 50_000;

  private final Vertx vertx;
  private final StreamLog log;
  private final LongSupplier clock;
  private final StartPoints startPoints;
  private final FirstGenerations firstGenerations;
  private final Map<GroupKey, ActiveGroup> active = new HashMap<>();

  Groups(Vertx vertx, StreamLog log, LongSupplier clock) {
    this.vertx = vertx;
    this.log = log;
    this.clock = clock;
    this.startPoints = new StartPoints(log);
    this.firstGenerations =
        new FirstGenerations(System::currentTimeMillis, RandomGenerator.getDefault());
  }

  @Override
  public Future<GroupView> create(StreamName stream, GroupName group, GroupConfig config) {
    GroupKey key = new GroupKey(stream, group);
    return log.stream(stream)
        .compose(info -> create(key, config, info))
        .compose(created -> describe(stream, group));
  }

  private Future<Void> create(GroupKey key, GroupConfig config, StreamInfo stream) {
    return startPoints
        .resolve(config.start(), stream)
        .compose(start -> store(newGroup(key, config, stream, start)));
  }

  private GroupState newGroup(GroupKey key, GroupConfig config, StreamInfo stream, long start) {
    GroupIdentity identity =
        new GroupIdentity(key.stream(), key.group(), stream.generation(), config);
    return GroupState.empty(identity, stream.config().partitions(), start, stream.head())
        .withGeneration(firstGenerations.next());
  }

  private Future<Void> store(GroupState created) {
    GroupIdentity identity = created.identity();
    GroupKey key = new GroupKey(identity.stream(), identity.group());
    return write(GroupWrites.create(created))
        // One of the same name may be active still, whose stream was deleted.
        .onSuccess(stored -> closeIfActive(key, key.notFound()))
        .compose(stored -> log.group(key.stream(), key.group()))
        .compose(record -> keepIfMeant(created, record));
  }

  /** Its positions mean nothing in a stream that took the place of the one they were found in. */
  private Future<Void> keepIfMeant(GroupState created, GroupRecord record) {
    GroupIdentity identity = created.identity();
    if (record.streamGeneration() == identity.streamGeneration()) {
      return Future.succeededFuture();
    }
    return write(GroupWrite.delete(identity.stream(), identity.group(), record.generation()))
        .compose(
            deleted ->
                Future.failedFuture(
                    StreamException.of(
                        ErrorCode.STREAM_NOT_FOUND,
                        "the stream " + identity.stream() + " was deleted and created anew")));
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

  @Override
  public Future<List<GroupName>> groups(StreamName stream) {
    return log.groups(stream);
  }

  @Override
  public Future<GroupView> describe(StreamName stream, GroupName group) {
    return onGroup(stream, group, new GroupCommand.Look())
        .compose(state -> GroupViews.of(state, log, clock.getAsLong()));
  }

  @Override
  public Future<PollReply> poll(PollRequest request) {
    return active(request.stream(), request.group()).compose(group -> group.poll(request));
  }

  @Override
  public Future<Void> delivered(PollRequest request, PollReply reply) {
    return onGroup(request.stream(), request.group(), new GroupCommand.Delivered(reply.ticket()));
  }

  @Override
  public Future<Void> failed(PollRequest request, PollReply reply) {
    return onGroup(
        request.stream(),
        request.group(),
        new GroupCommand.DeliveryFailed(PollCall.nameOf(request), reply.ticket()));
  }

  @Override
  public Future<CommitReply> commit(CommitRequest request) {
    String member = request.consumer().value();
    return onGroup(
        request.stream(),
        request.group(),
        request.offset() == CommitRequest.EACH
            ? new GroupCommand.CommitEach(member, request.generation(), request.offsets())
            : new GroupCommand.CommitUpTo(member, request.generation(), request.offset()));
  }

  @Override
  public Future<Void> leave(StreamName stream, GroupName group, ConsumerName consumer) {
    return onGroup(stream, group, new GroupCommand.Leave(consumer.value()));
  }

  @Override
  public Future<Map<Integer, Long>> seek(SeekRequest request) {
    Future<GroupState> group = onGroup(request.stream(), request.group(), new GroupCommand.Look());
    return group
        .compose(state -> log.stream(request.stream()))
        .compose(info -> startPoints.resolve(request.to(), info))
        .map(offset -> positions(group.result(), request.partitions(), offset))
        .compose(
            positions ->
                onGroup(
                        request.stream(),
                        request.group(),
                        new GroupCommand.Seek(positions, request.force()))
                    .map(positions));
  }

  private static Map<Integer, Long> positions(
      GroupState state, Set<Integer> partitions, long offset) {
    Map<Integer, Long> positions = new HashMap<>();
    partitions.forEach(partition -> positions.put(partition, offset));
    for (int i = 0; partitions.isEmpty() && i < state.partitions().size(); i++) {
      positions.put(i, offset);
    }
    return positions;
  }

  @Override
  public Future<Void> delete(StreamName stream, GroupName group) {
    return onGroup(stream, group, new GroupCommand.Delete())
        .onSuccess(firstGenerations::ended)
        .mapEmpty();
  }

  private <R> Future<R> onGroup(StreamName stream, GroupName group, GroupCommand<R> command) {
    return active(stream, group).compose(found -> found.submit(command));
  }

  private Future<ActiveGroup> active(StreamName stream, GroupName group) {
    GroupKey key = new GroupKey(stream, group);
    ActiveGroup found = active.get(key);
    if (found == null && active.size() >= ACTIVE_MAX) {
      return Future.failedFuture(
          StreamException.of(ErrorCode.OVERLOADED, ACTIVE_MAX + " groups are active"));
    }
    if (found == null) {
      found = new ActiveGroup(key, vertx, log, clock, gone -> active.remove(key, gone));
      active.put(key, found);
    }
    return Future.succeededFuture(found);
  }

  private void closeIfActive(GroupKey key, StreamException reason) {
    ActiveGroup found = active.get(key);
    if (found != null) {
      found.close(reason);
    }
  }

  /** Ends sessions whose time is over, and forgets groups that nobody uses. */
  void tick() {
    active.values().removeIf(ActiveGroup::isIdle);
    List.copyOf(active.values()).forEach(ActiveGroup::tick);
  }

  /** Looks whether streams of live groups have more partitions now, or are gone. */
  void lookAtStreams() {
    Map<StreamName, List<ActiveGroup>> byStream =
        active.values().stream()
            .filter(ActiveGroup::hasMembers)
            .collect(Collectors.groupingBy(group -> group.key().stream()));
    byStream.forEach(
        (stream, groups) ->
            log.stream(stream)
                .onSuccess(info -> groups.forEach(group -> group.streamSeen(info)))
                .onFailure(failure -> streamNotSeen(groups, StreamException.from(failure))));
  }

  private static void streamNotSeen(List<ActiveGroup> groups, StreamException failure) {
    if (failure.code() == ErrorCode.STREAM_NOT_FOUND) {
      groups.forEach(group -> group.close(failure));
    }
  }

  void close() {
    StreamException closing = StreamException.of(ErrorCode.UNAVAILABLE, "the server is closing");
    List.copyOf(active.values()).forEach(group -> group.close(closing));
  }
}
