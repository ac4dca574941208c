package io.thalweg.core.group.queue;

import io.thalweg.core.bus.SettleReply;
import io.thalweg.core.bus.Verdict;
import io.thalweg.core.model.GroupConfig;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.QueueConfig;
import io.thalweg.core.model.QueueOrder;
import io.thalweg.core.model.StartPoint;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventFields;
import io.thalweg.core.spi.GroupRecord;
import io.thalweg.core.spi.StreamAppend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A shared group without anything around it: a state, a clock, and a stream of keys. */
final class QueueDesk {
  static final StreamName STREAM = new StreamName("jobs");
  static final StreamName DEAD = new StreamName("jobs.workers.dead");
  static final Verdict ACK = new Verdict.Ack();
  static final Verdict NACK = new Verdict.Nack(Verdict.Nack.BACKOFF, null);

  QueueState state;
  long now = 1_000_000;
  long minOffset;
  final List<Integer> keys = new ArrayList<>();

  QueueDesk(QueueConfig config) {
    GroupConfig group = GroupConfig.shared(StartPoint.EARLIEST, config.withDeadLetter(DEAD));
    state =
        QueueState.starting(new QueueIdentity(STREAM, new GroupName("workers"), 1, group), 0, 7);
  }

  static QueueConfig config(QueueOrder order, int inFlightMax, int deliveriesMax) {
    return new QueueConfig(order, 10_000, inFlightMax, deliveriesMax, 1_000, 8_000, null);
  }

  QueueDesk publish(int events) {
    IntStream.range(0, events).forEach(i -> keys.add(Pending.NO_KEY));
    return this;
  }

  QueueDesk publishWithKeys(Integer... more) {
    keys.addAll(List.of(more));
    return this;
  }

  <R> R run(QueueCommand<R> command) {
    QueueDecision<R> decision = command.decide(state, now);
    state = decision.state();
    return decision.reply();
  }

  /** What the line does: looks where there may be something, until there is or is not. */
  Handed handOut(int limit) {
    while (true) {
      Handed handed = run(command(limit));
      if (!handed.isEmpty() || !handed.changed()) {
        return handed;
      }
    }
  }

  QueueCommand.HandOut command(int limit) {
    Hunt hunt = Hunt.of(state, limit, now);
    long[] offsets =
        hunt.waiting().isEmpty()
            ? IntStream.range(0, hunt.fresh()).mapToLong(i -> fresh() + i).toArray()
            : hunt.waiting().stream().mapToLong(Long::longValue).toArray();
    offsets = Arrays.stream(offsets).filter(o -> o >= minOffset && o < keys.size()).toArray();
    int[] found = Arrays.stream(offsets).mapToInt(o -> keys.get((int) o)).toArray();
    return new QueueCommand.HandOut(limit, 10_000, new Candidates(offsets, found, minOffset));
  }

  private long fresh() {
    return Math.max(state.next(), minOffset);
  }

  SettleReply settle(Handed handed, Verdict verdict, Long... offsets) {
    return run(new QueueCommand.Settle(handed.lease(), List.of(offsets), verdict));
  }

  List<Long> doomed() {
    return state.pending().stream().filter(Pending::isDoomed).map(Pending::offset).toList();
  }

  void bury(List<Long> offsets) {
    EventBatch letters = EventBatch.of(new EventFields().type("t").data("1"));
    run(new QueueCommand.Bury(offsets, StreamAppend.of(DEAD, letters)));
  }

  void restart() {
    GroupRecord record =
        new GroupRecord(STREAM, new GroupName("workers"), 1, 9, QueueCodec.encode(state), Map.of());
    QueueState restored = QueueCodec.restore(record, now);
    if (!restored.equals(state)) {
      throw new AssertionError("stored " + state + "\nread " + restored);
    }
    state = restored;
  }
}
