package io.thalweg.core.group;

import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.GroupRecord;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The groups that this node coordinates, read from the storage when they are first asked for. Not
 * thread-safe: belongs to one context.
 */
final class ActiveGroups {
  /** Groups that may be active at once. */
  static final int ACTIVE_MAX = 50_000;

  private final Vertx vertx;
  private final StreamLog log;
  private final GroupLoads loads;
  private final LongSupplier clock;
  private final GroupMeter meter;
  private final Map<GroupKey, ActiveGroup> active = new HashMap<>();

  ActiveGroups(Vertx vertx, StreamLog log, GroupLoads loads, LongSupplier clock, GroupMeter meter) {
    this.vertx = vertx;
    this.log = log;
    this.loads = loads;
    this.clock = clock;
    this.meter = meter;
  }

  <R> Future<R> submit(GroupKey key, GroupCommand<R> command) {
    return get(key).compose(group -> group.submit(command));
  }

  Future<ActiveGroup> get(GroupKey key) {
    ActiveGroup found = active.get(key);
    if (found == null && active.size() >= ACTIVE_MAX) {
      return Future.failedFuture(
          StreamException.of(ErrorCode.OVERLOADED, ACTIVE_MAX + " groups are active"));
    }
    if (found == null) {
      found =
          new ActiveGroup(key, vertx, log, loads, clock, meter, gone -> active.remove(key, gone));
      active.put(key, found);
    }
    return Future.succeededFuture(found);
  }

  /**
   * Forgets a group of the same name that was before this one; its callers hear that it is gone.
   */
  void closeOlder(GroupRecord created) {
    GroupKey key = new GroupKey(created.stream(), created.group());
    ActiveGroup found = active.get(key);
    if (found != null && found.isOlderThan(created)) {
      found.close(key.notFound());
    }
  }

  /** Ends sessions whose time is over, and forgets groups that nobody uses. */
  void tick() {
    active.values().removeIf(ActiveGroup::isIdle);
    List.copyOf(active.values()).forEach(ActiveGroup::tick);
  }

  int count() {
    return active.size();
  }

  /** Of all groups together. */
  int members() {
    return active.values().stream().mapToInt(ActiveGroup::members).sum();
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

  /** Forgets all of them, for this reason. */
  void close(StreamException reason) {
    List.copyOf(active.values()).forEach(group -> group.close(reason));
  }
}
