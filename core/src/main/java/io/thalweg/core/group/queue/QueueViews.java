package io.thalweg.core.group.queue;

import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.model.GroupView;
import io.thalweg.core.model.QueueView;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.model.StreamName;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Shows a shared group to those outside. */
final class QueueViews {
  private QueueViews() {}

  static Future<GroupView> of(QueueState state, long generation, StreamLog log, long now) {
    StreamName stream = state.identity().stream();
    Future<StreamInfo> info = log.stream(stream);
    Future<Long> lagMs = new QueueReads(log, stream).from(state.floor(), 1, 1).map(QueueViews::age);
    return Future.all(info, lagMs)
        .map(both -> view(state, generation, work(state, info.result(), now), lagMs.result()));
  }

  private static long age(Found first) {
    var event = first.blocks().get(0).cursor();
    return event.next() ? Math.max(0, System.currentTimeMillis() - event.timestamp()) : 0;
  }

  private static GroupView view(QueueState state, long generation, QueueView work, long firstMs) {
    long lag = work.ready() + work.leased() + work.delayed() + work.blocked();
    return new GroupView(
        state.identity().stream(),
        state.identity().group(),
        state.identity().config(),
        GroupView.Condition.STABLE,
        generation,
        List.of(),
        List.of(),
        lag,
        lag == 0 ? 0 : firstMs,
        work);
  }

  private static QueueView work(QueueState state, StreamInfo stream, long now) {
    long ready =
        stream.head() - Math.min(stream.head(), Math.max(state.next(), stream.minOffset()));
    long leased = 0;
    long delayed = 0;
    long blocked = 0;
    Set<Integer> keys = new HashSet<>();
    for (Pending event : state.pending()) {
      boolean first = event.key() == Pending.NO_KEY || keys.add(event.key());
      if (event.offset() < stream.minOffset()) {
        continue;
      }
      if (!first) {
        blocked++;
      } else if (event.isReady(now, state.deliveriesMax())) {
        ready++;
      } else if (event.condition() == Pending.Condition.LEASED && event.at() > now) {
        leased++;
      } else {
        delayed++;
      }
    }
    return new QueueView(
        Math.max(state.floor(), stream.minOffset()),
        Math.max(state.next(), stream.minOffset()),
        stream.head(),
        ready,
        leased,
        delayed,
        blocked,
        state.deadLettered(),
        state.paused());
  }
}
