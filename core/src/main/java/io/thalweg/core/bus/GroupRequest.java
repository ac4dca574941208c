package io.thalweg.core.bus;

import io.thalweg.core.model.ConsumerName;
import io.thalweg.core.model.GroupConfig;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.GroupView;
import io.thalweg.core.model.StreamName;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

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

  record Leave(StreamName stream, GroupName group, ConsumerName consumer)
      implements GroupRequest<Void> {
    @Override
    public Future<Void> on(GroupCalls groups) {
      return groups.leave(stream, group, consumer);
    }
  }

  record Seek(SeekRequest request) implements GroupRequest<Map<Integer, Long>> {
    @Override
    public Future<Map<Integer, Long>> on(GroupCalls groups) {
      return groups.seek(request);
    }
  }

  record Delete(StreamName stream, GroupName group) implements GroupRequest<Void> {
    @Override
    public Future<Void> on(GroupCalls groups) {
      return groups.delete(stream, group);
    }
  }
}
