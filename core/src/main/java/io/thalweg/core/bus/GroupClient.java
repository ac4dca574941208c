package io.thalweg.core.bus;

import io.thalweg.core.model.ConsumerName;
import io.thalweg.core.model.GroupConfig;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.GroupView;
import io.thalweg.core.model.StreamName;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.List;

/** Asks the group coordinator over the event bus. May be used from any context. */
public final class GroupClient implements GroupCalls {
  /** How long an answer may take beyond the time that the request itself may wait. */
  private static final long ANSWER_MS = 60_000;

  private final LocalBus bus;
  private final Addresses addresses;
  private final DeliveryOptions options;

  public GroupClient(Vertx vertx, Addresses addresses) {
    this.bus = LocalBus.of(vertx, addresses);
    this.addresses = addresses;
    this.options = LocalBus.options(addresses).setSendTimeout(ANSWER_MS);
  }

  @Override
  public Future<GroupView> create(StreamName stream, GroupName group, GroupConfig config) {
    return ask(new GroupRequest.Create(stream, group, config));
  }

  @Override
  public Future<List<GroupName>> groups(StreamName stream) {
    return ask(new GroupRequest.ListNames(stream));
  }

  @Override
  public Future<GroupView> describe(StreamName stream, GroupName group) {
    return ask(new GroupRequest.Describe(stream, group));
  }

  @Override
  public Future<MemberReply> join(MemberRequest member, boolean attached) {
    return ask(new GroupRequest.Join(member, attached));
  }

  @Override
  public Future<MemberReply> heartbeat(MemberRequest member) {
    return ask(new GroupRequest.Heartbeat(member));
  }

  @Override
  public Future<PollReply> poll(PollRequest request) {
    DeliveryOptions patient =
        LocalBus.options(addresses).setSendTimeout(ANSWER_MS + request.waitMs());
    return bus.request(addresses.groups(), new GroupRequest.Poll(request), patient);
  }

  @Override
  public Future<Void> delivered(PollRequest request, PollReply reply) {
    boolean matters = (request.consumer() == null || reply.awaited()) && !reply.events().isEmpty();
    return matters ? ask(new GroupRequest.Settle(request, reply, true)) : Future.succeededFuture();
  }

  @Override
  public Future<Void> failed(PollRequest request, PollReply reply) {
    return reply.events().isEmpty()
        ? Future.succeededFuture()
        : ask(new GroupRequest.Settle(request, reply, false));
  }

  @Override
  public Future<CommitReply> commit(CommitRequest request) {
    return ask(new GroupRequest.Commit(request));
  }

  @Override
  public Future<Void> rewind(RewindRequest request) {
    return ask(new GroupRequest.Rewind(request));
  }

  @Override
  public Future<Void> detach(MemberRequest member, long session) {
    return ask(new GroupRequest.Detach(member, session));
  }

  @Override
  public Future<Void> leave(StreamName stream, GroupName group, ConsumerName consumer) {
    return ask(new GroupRequest.Leave(stream, group, consumer));
  }

  @Override
  public Future<SeekReply> seek(SeekRequest request) {
    return ask(new GroupRequest.Seek(request));
  }

  @Override
  public Future<List<Integer>> pause(PauseRequest request) {
    return ask(new GroupRequest.Pause(request));
  }

  @Override
  public Future<GroupView> copy(StreamName stream, GroupName from, GroupName to) {
    return ask(new GroupRequest.Copy(stream, from, to));
  }

  @Override
  public Future<Void> delete(StreamName stream, GroupName group) {
    return ask(new GroupRequest.Delete(stream, group));
  }

  @Override
  public Future<LeaseReply> lease(LeaseRequest request) {
    DeliveryOptions patient =
        LocalBus.options(addresses).setSendTimeout(ANSWER_MS + request.waitMs());
    return bus.request(addresses.groups(), new GroupRequest.Lease(request), patient);
  }

  @Override
  public Future<SettleReply> settle(SettleRequest request) {
    return ask(new GroupRequest.Settling(request));
  }

  @Override
  public Future<ReplayReply> replay(ReplayRequest request) {
    return ask(new GroupRequest.Replay(request));
  }

  private <R> Future<R> ask(GroupRequest<R> request) {
    return bus.request(addresses.groups(), request, options);
  }
}
