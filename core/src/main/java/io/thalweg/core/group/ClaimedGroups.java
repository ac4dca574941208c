package io.thalweg.core.group;

import io.thalweg.core.bus.Leader;
import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.GroupRecord;
import io.thalweg.core.spi.GroupStore;
import io.thalweg.core.spi.GroupWrite;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Groups that another node may have coordinated before, or that this one has written to without
 * hearing the outcome. Before one is read its generation is raised, and with it the fence: from
 * then on nothing that is still on its way is stored, so that what is read stays true.
 *
 * <p>Two claims of a group at a time would raise it over each other's heads, and fence who has
 * begun already to coordinate by the first: whoever asks meanwhile gets what the present claim
 * finds. Not thread-safe: belongs to one context.
 */
final class ClaimedGroups implements GroupStore {
  private static final int TRIES_MAX = 10;

  private final StreamLog log;
  private final Leader leader;
  private final Map<GroupKey, Future<GroupRecord>> underWay = new HashMap<>();

  ClaimedGroups(StreamLog log, Leader leader) {
    this.log = log;
    this.leader = leader;
  }

  /** Groups of which only this node may have something still to be stored. */
  static ClaimedGroups ofOneNode(StreamLog log) {
    return new ClaimedGroups(log, OnlyNode.HERE);
  }

  private enum OnlyNode implements Leader {
    HERE;

    @Override
    public String node() {
      return null;
    }

    @Override
    public boolean isHere() {
      return true;
    }
  }

  @Override
  public Future<GroupRecord> group(StreamName stream, GroupName group) {
    GroupKey key = new GroupKey(stream, group);
    Future<GroupRecord> present = underWay.get(key);
    if (present != null) {
      return present;
    }
    Future<GroupRecord> claim = claim(stream, group, 1);
    underWay.put(key, claim);
    return claim.onComplete(ended -> underWay.remove(key));
  }

  @Override
  public Future<List<GroupName>> groups(StreamName stream) {
    return log.groups(stream);
  }

  private Future<GroupRecord> claim(StreamName stream, GroupName group, int attempt) {
    if (!leader.isHere()) {
      return Future.failedFuture(
          StreamException.of(ErrorCode.CLOSED, "another node coordinates the groups now"));
    }
    return log.group(stream, group)
        .compose(
            found ->
                log.write(List.of(WriteBatch.of(raised(found))))
                    .compose(outcomes -> claimed(found, outcomes.get(0), attempt)));
  }

  private static GroupWrite raised(GroupRecord found) {
    return new GroupWrite(
        found.stream(),
        found.group(),
        GroupWrite.Kind.COMMIT,
        found.generation(),
        found.generation() + 1,
        null,
        Map.of());
  }

  /** Read again: the other node may have written between the first look and the raise. */
  private Future<GroupRecord> claimed(GroupRecord before, WriteOutcome outcome, int attempt) {
    if (!outcome.isStored()) {
      boolean again = outcome.refusal().code() == ErrorCode.FENCED && attempt < TRIES_MAX;
      return again
          ? claim(before.stream(), before.group(), attempt + 1)
          : Future.failedFuture(outcome.refusal());
    }
    return log.group(before.stream(), before.group())
        .compose(
            found ->
                found.generation() == before.generation() + 1
                    ? Future.succeededFuture(found)
                    : claim(before.stream(), before.group(), attempt + 1));
  }
}
