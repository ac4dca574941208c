package io.thalweg.core.history;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the clients of one stream saw. Recording is thread-safe; {@link #check} comes last, when no
 * client runs any more.
 *
 * <p>No search is needed to judge it: acknowledgements and reads tell the offsets, so the final log
 * is the order in which everything happened, and each check is a scan or a sort.
 *
 * <pre>
 * History history = new History();
 * long begun = history.now();
 * ...                                             // publish, read, poll, commit; break the server
 * history.add(Publish.acknowledged(0, 17, History.digest(data), begun, history.now(), offset, 2));
 * ...
 * history.add(new Drain("node 1, HTTP", 0, events));  // the whole log, by each way there is
 * assertThat(history.check().told()).isEmpty();
 * </pre>
 */
public final class History {
  private final List<Publish> publishes = new ArrayList<>();
  private final List<Read> reads = new ArrayList<>();
  private final List<Drain> drains = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();
  private final List<GroupHistory> groups = new ArrayList<>();
  private final List<QueueHistory> queues = new ArrayList<>();
  private final List<Outputs> outputs = new ArrayList<>();

  /** The time, in nanoseconds, to be compared within this process only. */
  public long now() {
    return System.nanoTime();
  }

  /** Stands for the bytes of an event's data. */
  public static long digest(String data) {
    byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
    long hash = 0xCBF29CE484222325L;
    for (byte each : bytes) {
      hash = (hash ^ each) * 0x100000001B3L;
    }
    return hash;
  }

  public synchronized void add(Publish publish) {
    publishes.add(publish);
  }

  public synchronized void add(Read read) {
    reads.add(read);
  }

  /** How many publishes have ended so far. */
  public synchronized int publishes() {
    return publishes.size();
  }

  /** At least one; the first is what all else is measured by. */
  public synchronized void add(Drain drain) {
    drains.add(drain);
  }

  public synchronized void add(Fault fault) {
    faults.add(fault);
  }

  public synchronized void add(Outputs pipeline) {
    outputs.add(pipeline);
  }

  /**
   * A group of the stream.
   *
   * @param start the offset that it started to read at
   */
  public synchronized GroupHistory group(long start) {
    GroupHistory group = new GroupHistory(start);
    groups.add(group);
    return group;
  }

  /** A shared group of the stream. */
  public synchronized QueueHistory queue(QueueHistory queue) {
    queues.add(queue);
    return queue;
  }

  /** Judges all of it. */
  public synchronized Verdict check() {
    if (drains.isEmpty()) {
      throw new IllegalStateException("nothing can be said without the final log");
    }
    Findings findings = new Findings();
    EventIndex log = new EventIndex(drains.get(0));
    new LogCheck(log, findings).check(publishes);
    ReadCheck readCheck = new ReadCheck(log, findings);
    readCheck.checkDrains(drains);
    readCheck.checkReads(reads, publishes);
    for (GroupHistory group : groups) {
      new OwnersCheck(findings).check(group.polls(), group.commits());
      new DeliveryCheck(log, group, findings).check();
    }
    queues.forEach(queue -> new QueueCheck(log, queue, findings).check());
    outputs.forEach(pipeline -> pipeline.check(findings));
    return verdict(log, findings);
  }

  private Verdict verdict(EventIndex log, Findings findings) {
    return new Verdict(
        faults.size(),
        hits(),
        (int) publishes.stream().filter(Publish::isAcknowledged).count(),
        (int) publishes.stream().filter(Publish::wasHit).count(),
        (int) publishes.stream().filter(p -> p.outcome() == Outcome.REFUSED).count(),
        log.events().size(),
        delivered(),
        findings.counts(),
        findings.told());
  }

  private long delivered() {
    long toMembers =
        groups.stream().flatMap(g -> g.polls().stream()).mapToLong(p -> p.events().size()).sum();
    long toWorkers =
        queues.stream().flatMap(q -> q.leases().stream()).mapToLong(l -> l.events().size()).sum();
    return toMembers + toWorkers;
  }

  /** A hit publish that ended with or after a fault's beginning and began before its end. */
  private int hits() {
    int[] hits = new int[faults.size()];
    for (Publish publish : publishes) {
      for (int i = 0; publish.wasHit() && i < hits.length; i++) {
        Fault fault = faults.get(i);
        if (publish.begun() <= fault.ended() && publish.ended() >= fault.begun()) {
          hits[i] = 1;
        }
      }
    }
    return Arrays.stream(hits).sum();
  }
}
