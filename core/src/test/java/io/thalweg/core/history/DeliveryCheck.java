package io.thalweg.core.history;

import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a group delivered and committed, against the final log. */
final class DeliveryCheck {
  private final GroupHistory group;
  private final Findings findings;
  private final PositionCheck committed;
  private final ReadCheck values;
  private final Map<Integer, PartitionDeliveries> partitions = new HashMap<>();
  private final Map<Line, Integer> lastIndex = new HashMap<>();
  private final BitSet shared = new BitSet();

  /** One process of a member in one partition and generation: it gets event after event. */
  private record Line(String member, int run, long generation, int partition) {}

  DeliveryCheck(EventIndex log, GroupHistory group, Findings findings) {
    this.group = group;
    this.findings = findings;
    this.committed = new PositionCheck(group, findings);
    this.values = new ReadCheck(log, findings);
    for (Stored event : log.events()) {
      deliveries(event.partition()).addEvent(event.offset());
    }
  }

  private PartitionDeliveries deliveries(int partition) {
    return partitions.computeIfAbsent(partition, p -> new PartitionDeliveries());
  }

  void check() {
    partitions.values().forEach(partition -> partition.excuseBelow(group.start()));
    group.seeks().forEach(seek -> deliveries(seek.partition()).excuseBelow(seek.offset()));
    List<Position> positions = group.allPositions();
    committed.check(positions);
    group.polls().stream().sorted(Comparator.comparingLong(Poll::begun)).forEach(this::checkPoll);
    positions.forEach(this::checkDelivered);
    if (group.drained()) {
      partitions.forEach(this::checkComplete);
    }
  }

  private void checkPoll(Poll poll) {
    Map<Integer, Integer> last = new HashMap<>();
    for (Stored event : poll.events()) {
      values.checkValue(poll.member(), event);
      int index = deliveries(event.partition()).indexOf(event.offset());
      if (index >= 0) {
        checkTurn(poll, event, index, last.put(event.partition(), index));
        checkOnce(poll, event);
        deliveries(event.partition()).delivered(index, poll.begun());
      }
    }
  }

  private void checkTurn(Poll poll, Stored event, int index, Integer previous) {
    Line line = new Line(poll.member(), poll.run(), poll.generation(), event.partition());
    Integer earlier = poll.member() == null ? null : lastIndex.put(line, index);
    boolean skipped =
        previous != null ? index != previous + 1 : earlier != null && index > earlier + 1;
    if (skipped) {
      findings.add(Anomaly.DELIVERY_SKIPPED, poll.member(), "got", event, "out of turn");
    }
  }

  private void checkOnce(Poll poll, Stored event) {
    long known = committed.before(event.partition(), poll.begun(), poll.ended());
    if (event.offset() < known) {
      findings.add(Anomaly.REDELIVERED, event, "to", poll.member(), "after a commit of", known);
    }
    if (group.calm() && poll.member() == null) {
      if (shared.get((int) event.offset())) {
        findings.add(Anomaly.SHARED_TWICE, event);
      }
      shared.set((int) event.offset());
    }
  }

  private void checkDelivered(Position position) {
    PartitionDeliveries partition = deliveries(position.partition());
    if (!partition.allDeliveredBelow(position.committed(), position.ended())) {
      findings.add(Anomaly.COMMITTED_UNDELIVERED, position);
    }
  }

  private void checkComplete(int number, PartitionDeliveries partition) {
    if (partition.undelivered() > 0) {
      findings.add(Anomaly.UNDELIVERED, partition.undelivered(), "events of partition", number);
    }
  }
}
