package io.thalweg.core.group;

import io.thalweg.core.bus.CommitReply;
import io.thalweg.core.bus.CommitRequest;
import io.thalweg.core.bus.GroupCalls;
import io.thalweg.core.bus.LeaseReply;
import io.thalweg.core.bus.LeaseRequest;
import io.thalweg.core.bus.MemberReply;
import io.thalweg.core.bus.MemberRequest;
import io.thalweg.core.bus.PauseRequest;
import io.thalweg.core.bus.PollReply;
import io.thalweg.core.bus.PollRequest;
import io.thalweg.core.bus.ReplayReply;
import io.thalweg.core.bus.ReplayRequest;
import io.thalweg.core.bus.RewindRequest;
import io.thalweg.core.bus.SeekReply;
import io.thalweg.core.bus.SeekRequest;
import io.thalweg.core.bus.SettleReply;
import io.thalweg.core.bus.SettleRequest;
import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.group.queue.Queues;
import io.thalweg.core.model.ConsumerName;
import io.thalweg.core.model.GroupConfig;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.GroupView;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.GroupRecord;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Turns calls on groups into their commands. Not thread-safe: belongs to one context. */
final class Groups implements GroupCalls {
  private final StreamLog log;
  private final LongSupplier clock;
  private final StartPoints startPoints;
  private final FirstGenerations firstGenerations;
  private final NewGroups newGroups;
  private final ActiveGroups active;
  private final Queues queues;
  private final QueuePositions queuePositions;
  private final GroupMeter meter;

  /**
   * @param loads how groups are read when this node begins to coordinate them
   */
  Groups(Vertx vertx, StreamLog log, GroupLoads loads, LongSupplier clock, GroupMeter meter) {
    this.log = log;
    this.meter = meter;
    this.clock = clock;
    this.startPoints = new StartPoints(log);
    this.firstGenerations =
        new FirstGenerations(System::currentTimeMillis, RandomGenerator.getDefault());
    this.newGroups = new NewGroups(log, startPoints, firstGenerations);
    this.active = new ActiveGroups(vertx, log, loads, clock, meter);
    this.queues = new Queues(vertx, log, loads.first(), clock, meter::buried);
    this.queuePositions = new QueuePositions(log, startPoints, queues);
  }

  @Override
  public Future<GroupView> create(StreamName stream, GroupName group, GroupConfig config) {
    GroupKey key = new GroupKey(stream, group);
    return created(key, newGroups.create(key, config));
  }

  @Override
  public Future<GroupView> copy(StreamName stream, GroupName from, GroupName to) {
    GroupKey key = new GroupKey(stream, to);
    return created(
        key,
        active
            .submit(new GroupKey(stream, from), new GroupCommand.Look())
            .compose(state -> newGroups.copy(state, key)));
  }

  private Future<GroupView> created(GroupKey key, Future<GroupRecord> creation) {
    return creation
        // One of the same name may be active still, whose stream was deleted.
        .onSuccess(
            stored -> {
              active.closeOlder(stored);
              queues.closeAsNotFound(key.stream(), key.group());
            })
        .compose(stored -> describe(key.stream(), key.group()));
  }

  @Override
  public Future<List<GroupName>> groups(StreamName stream) {
    return log.groups(stream);
  }

  @Override
  public Future<GroupView> describe(StreamName stream, GroupName group) {
    GroupKey key = new GroupKey(stream, group);
    return either(
        key,
        () ->
            active
                .submit(key, new GroupCommand.Look())
                .compose(state -> GroupViews.of(state, log, clock.getAsLong())),
        () -> queues.describe(stream, group));
  }

  /** What concerns groups of both modes: which of them it is, is known when it was looked at. */
  private <R> Future<R> either(
      GroupKey key, Supplier<Future<R>> partitioned, Supplier<Future<R>> shared) {
    return queues.isActive(key.stream(), key.group())
        ? shared.get()
        : partitioned
            .get()
            .recover(
                failure ->
                    Queues.isOfShared(failure) ? shared.get() : Future.failedFuture(failure));
  }

  @Override
  public Future<LeaseReply> lease(LeaseRequest request) {
    return queues.lease(request).onSuccess(meter::leased);
  }

  @Override
  public Future<SettleReply> settle(SettleRequest request) {
    return queues.settle(request);
  }

  @Override
  public Future<ReplayReply> replay(ReplayRequest request) {
    return queues.replay(request);
  }

  @Override
  public Future<MemberReply> join(MemberRequest member, boolean attached) {
    String name = member.consumer().value();
    return active.submit(key(member), new GroupCommand.Join(name, attached));
  }

  @Override
  public Future<MemberReply> heartbeat(MemberRequest member) {
    return active.submit(key(member), new GroupCommand.Heartbeat(member.consumer().value()));
  }

  @Override
  public Future<PollReply> poll(PollRequest request) {
    return active.get(key(request)).compose(group -> group.poll(request));
  }

  @Override
  public Future<Void> delivered(PollRequest request, PollReply reply) {
    return active.submit(key(request), new GroupCommand.Delivered(reply.ticket()));
  }

  @Override
  public Future<Void> failed(PollRequest request, PollReply reply) {
    String name = PollCall.nameOf(request);
    return active.submit(key(request), new GroupCommand.DeliveryFailed(name, reply.ticket()));
  }

  @Override
  public Future<CommitReply> commit(CommitRequest request) {
    return active
        .submit(new GroupKey(request.stream(), request.group()), command(request))
        .onFailure(meter::commitFailed);
  }

  /** Decides a commit for a transaction, which stores it. */
  Future<Loan<CommitReply>> lend(CommitRequest request) {
    return active
        .get(new GroupKey(request.stream(), request.group()))
        .compose(group -> group.lend(command(request)))
        .onFailure(meter::commitFailed);
  }

  private static GroupCommand<CommitReply> command(CommitRequest request) {
    String member = request.consumer().value();
    return request.offset() == CommitRequest.EACH
        ? new GroupCommand.CommitEach(member, request.generation(), request.offsets())
        : new GroupCommand.CommitUpTo(member, request.generation(), request.offset());
  }

  @Override
  public Future<Void> rewind(RewindRequest request) {
    String name = request.member().consumer().value();
    return active.submit(
        key(request.member()),
        new GroupCommand.Rewind(
            name, request.session(), request.partition(), request.offset(), request.kept()));
  }

  @Override
  public Future<Void> detach(MemberRequest member, long session) {
    String name = member.consumer().value();
    return active.submit(key(member), new GroupCommand.Detach(name, session));
  }

  @Override
  public Future<Void> leave(StreamName stream, GroupName group, ConsumerName consumer) {
    return active.submit(new GroupKey(stream, group), new GroupCommand.Leave(consumer.value()));
  }

  @Override
  public Future<SeekReply> seek(SeekRequest request) {
    GroupKey key = new GroupKey(request.stream(), request.group());
    return either(key, () -> seek(key, request), () -> queuePositions.seek(request));
  }

  private Future<SeekReply> seek(GroupKey key, SeekRequest request) {
    Future<GroupState> group = active.submit(key, new GroupCommand.Look());
    return group
        .compose(state -> log.stream(request.stream()))
        .compose(info -> startPoints.resolve("to", request.to(), info))
        .map(offset -> positions(group.result(), request.partitions(), offset))
        .map(to -> new GroupCommand.Seek(to, request.force(), request.dryRun()))
        .compose(seek -> active.submit(key, seek));
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
  public Future<List<Integer>> pause(PauseRequest request) {
    GroupKey key = new GroupKey(request.stream(), request.group());
    return either(
        key,
        () -> active.submit(key, new GroupCommand.Pause(request.partitions(), request.paused())),
        () -> queuePositions.pause(request));
  }

  @Override
  public Future<Void> delete(StreamName stream, GroupName group) {
    GroupKey key = new GroupKey(stream, group);
    return either(
            key,
            () -> active.submit(key, new GroupCommand.Delete()),
            () -> queues.delete(stream, group))
        .onSuccess(firstGenerations::ended)
        .mapEmpty();
  }

  private static GroupKey key(MemberRequest member) {
    return new GroupKey(member.stream(), member.group());
  }

  private static GroupKey key(PollRequest request) {
    return new GroupKey(request.stream(), request.group());
  }

  void tick() {
    active.tick();
    queues.tick();
    meter.holds(new GroupMeter.Held(active.count(), queues.count(), active.members()));
  }

  void lookAtStreams() {
    active.lookAtStreams();
  }

  /** Another node coordinates them from now on. */
  void handOver() {
    close(StreamException.of(ErrorCode.CLOSED, "another node coordinates the groups now"));
  }

  void close() {
    close(StreamException.of(ErrorCode.UNAVAILABLE, "the server is closing"));
  }

  private void close(StreamException reason) {
    active.close(reason);
    queues.close(reason);
    meter.holdsNothing();
  }
}
