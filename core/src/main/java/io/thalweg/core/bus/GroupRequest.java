package io.thalweg.core.bus;

import io.thalweg.core.model.ConsumerName;
import io.thalweg.core.model.GroupConfig;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.GroupView;
import io.thalweg.core.model.StreamName;
import io.vertx.core.Future;
import java.util.List;

/**
 * What the group coordinator is asked, one record for each call of {@link GroupCalls}.
 *
 * @param <R> what it replies
 */
sealed interface GroupRequest<R> {
  /** Makes the call that this request stands for. */
  Future<R> on(GroupCalls groups);

  record Create(StreamName stream, GroupName group, GroupConfig config)
      implements GroupRequest<GroupView> {
    @Override
    public Future<GroupView> on(GroupCalls groups) {
      return groups.create(stream, group, config);
    }
  }

  record ListNames(StreamName stream) implements GroupRequest<List<GroupName>> {
    @Override
    public Future<List<GroupName>> on(GroupCalls groups) {
      return groups.groups(stream);
    }
  }

  record Describe(StreamName stream, GroupName group) implements GroupRequest<GroupView> {
    @Override
    public Future<GroupView> on(GroupCalls groups) {
      return groups.describe(stream, group);
    }
  }

  record Join(MemberRequest member, boolean attached) implements GroupRequest<MemberReply> {
    @Override
    public Future<MemberReply> on(GroupCalls groups) {
      return groups.join(member, attached);
    }
  }

  record Heartbeat(MemberRequest member) implements GroupRequest<MemberReply> {
    @Override
    public Future<MemberReply> on(GroupCalls groups) {
      return groups.heartbeat(member);
    }
  }

  record Poll(PollRequest request) implements GroupRequest<PollReply> {
    @Override
    public Future<PollReply> on(GroupCalls groups) {
      return groups.poll(request);
    }
  }

  record Settle(PollRequest request, PollReply reply, boolean written)
      implements GroupRequest<Void> {
    @Override
    public Future<Void> on(GroupCalls groups) {
      return written ? groups.delivered(request, reply) : groups.failed(request, reply);
    }
  }

  record Commit(CommitRequest request) implements GroupRequest<CommitReply> {
    @Override
    public Future<CommitReply> on(GroupCalls groups) {
      return groups.commit(request);
    }
  }

  record Rewind(RewindRequest request) implements GroupRequest<Void> {
    @Override
    public Future<Void> on(GroupCalls groups) {
      return groups.rewind(request);
    }
  }

  record Detach(MemberRequest member, long session) implements GroupRequest<Void> {
    @Override
    public Future<Void> on(GroupCalls groups) {
      return groups.detach(member, session);
    }
  }

  record Leave(StreamName stream, GroupName group, ConsumerName consumer)
      implements GroupRequest<Void> {
    @Override
    public Future<Void> on(GroupCalls groups) {
      return groups.leave(stream, group, consumer);
    }
  }

  record Seek(SeekRequest request) implements GroupRequest<SeekReply> {
    @Override
    public Future<SeekReply> on(GroupCalls groups) {
      return groups.seek(request);
    }
  }

  record Pause(PauseRequest request) implements GroupRequest<List<Integer>> {
    @Override
    public Future<List<Integer>> on(GroupCalls groups) {
      return groups.pause(request);
    }
  }

  record Copy(StreamName stream, GroupName from, GroupName to) implements GroupRequest<GroupView> {
    @Override
    public Future<GroupView> on(GroupCalls groups) {
      return groups.copy(stream, from, to);
    }
  }

  record Delete(StreamName stream, GroupName group) implements GroupRequest<Void> {
    @Override
    public Future<Void> on(GroupCalls groups) {
      return groups.delete(stream, group);
    }
  }

  record Lease(LeaseRequest request) implements GroupRequest<LeaseReply> {
    @Override
    public Future<LeaseReply> on(GroupCalls groups) {
      return groups.lease(request);
    }
  }

  record Settling(SettleRequest request) implements GroupRequest<SettleReply> {
    @Override
    public Future<SettleReply> on(GroupCalls groups) {
      return groups.settle(request);
    }
  }

  record Replay(ReplayRequest request) implements GroupRequest<ReplayReply> {
    @Override
    public Future<ReplayReply> on(GroupCalls groups) {
      return groups.replay(request);
    }
  }
}
