package io.thalweg.core.group;

import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.model.ConsumerName;
import io.thalweg.core.model.GroupPartitionView;
import io.thalweg.core.model.GroupView;
import io.thalweg.core.model.MemberView;
import io.thalweg.core.model.StreamInfo;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Shows a group to those outside. */
final class GroupViews {
  private GroupViews() {}

  static Future<GroupView> of(GroupState state, StreamLog log, long now) {
    Map<Integer, Long> committed = new HashMap<>();
    for (int i = 0; i < state.partitions().size(); i++) {
      committed.put(i, state.partition(i).committed());
    }
    Future<StreamInfo> stream = log.stream(state.identity().stream());
    Future<Map<Integer, Long>> lags = log.countFrom(state.identity().stream(), committed);
    Future<Long> lagMs = lags.compose(counts -> lagMs(state, counts, log));
    return Future.all(stream, lagMs)
        .map(both -> view(state, stream.result(), lags.result(), lagMs.result(), now));
  }

  /** Events are timed by the storage's wall clock, not by the one that sessions are measured on. */
  private static Future<Long> lagMs(GroupState state, Map<Integer, Long> lags, StreamLog log) {
    if (lags.values().stream().allMatch(lag -> lag == 0)) {
      return Future.succeededFuture(0L);
    }
    long[] committed = new long[state.partitions().size()];
    Arrays.setAll(committed, i -> state.partition(i).committed());
    return FirstUncommitted.timestamp(log, state.identity().stream(), committed)
        .map(at -> at == FirstUncommitted.NONE ? 0L : Math.max(0, System.currentTimeMillis() - at));
  }

  private static GroupView view(
      GroupState state, StreamInfo stream, Map<Integer, Long> lags, long lagMs, long now) {
    List<GroupPartitionView> partitions = new ArrayList<>();
    for (int i = 0; i < state.partitions().size(); i++) {
      partitions.add(partition(i, state.partition(i), stream.head(), lags.getOrDefault(i, 0L)));
    }
    GroupIdentity identity = state.identity();
    return new GroupView(
        identity.stream(),
        identity.group(),
        identity.config(),
        condition(state),
        state.generation(),
        members(state, now),
        partitions,
        partitions.stream().mapToLong(GroupPartitionView::lag).sum(),
        lagMs,
        null);
  }

  private static GroupView.Condition condition(GroupState state) {
    if (state.members().isEmpty()) {
      return GroupView.Condition.EMPTY;
    }
    return state.isStable() ? GroupView.Condition.STABLE : GroupView.Condition.REBALANCING;
  }

  private static GroupPartitionView partition(
      int number, PartitionState partition, long head, long lag) {
    return new GroupPartitionView(
        number,
        partition.committed(),
        head,
        lag,
        partition.owner() != null,
        consumer(partition.owner()),
        partition.paused());
  }

  private static List<MemberView> members(GroupState state, long now) {
    return state.members().names().stream()
        .map(name -> state.members().get(name))
        .map(member -> member(state, member, now))
        .toList();
  }

  private static MemberView member(GroupState state, Member member, long now) {
    long heardAt = member.expiresAt() - state.sessionTimeoutMs();
    return new MemberView(
        consumer(member.name()),
        Arrays.stream(member.held()).boxed().toList(),
        Math.max(0, now - heardAt));
  }

  private static ConsumerName consumer(String member) {
    return member == null || member.equals(Member.ANONYMOUS) ? null : new ConsumerName(member);
  }
}
