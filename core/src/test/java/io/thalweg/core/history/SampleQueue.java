package io.thalweg.core.history;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * What workers see of a shared group without a fault that works through a run's log in order of
 * keys: some of them die, give back, ask for longer, or hear nothing. Not thread-safe.
 */
final class SampleQueue {
  static final int DELIVERIES_MAX = 3;

  /** How long an event is a worker's; a step takes 10. */
  private static final int LEASE = 300;

  private static final int WINDOW = 40;
  private static final int LIMIT = 4;

  private final SampleRun run;
  private final Random random;
  private final int[] count;
  private final long[] heldBy;
  private final long[] heldUntil;
  private final boolean[] settled;
  private final List<Lease> out = new ArrayList<>();
  private int floor;
  private long token;
  private long time;

  SampleQueue(SampleRun run, Random random) {
    this.run = run;
    this.random = random;
    int events = run.log.size();
    count = new int[events];
    heldBy = new long[events];
    heldUntil = new long[events];
    settled = new boolean[events];
  }

  static long key(Stored event) {
    return event.seq() % 7;
  }

  void run() {
    while (floor < settled.length) {
      time += 10;
      if (out.isEmpty() || random.nextInt(3) == 0) {
        handOut();
      } else {
        speak(out.remove(random.nextInt(out.size())));
      }
      while (floor < settled.length && settled[floor]) {
        floor++;
      }
    }
  }

  private void handOut() {
    List<Stored> events = new ArrayList<>();
    Set<Long> blocked = new HashSet<>();
    int end = Math.min(settled.length, floor + WINDOW);
    for (int i = floor; i < end && events.size() < LIMIT; i++) {
      if (!settled[i] && heldUntil[i] < time && count[i] == DELIVERIES_MAX) {
        settled[i] = true;
        run.letters.add(new DeadLetter(i, DELIVERIES_MAX));
      }
      if (!settled[i] && blocked.add(key(run.log.get(i))) && heldUntil[i] < time) {
        events.add(run.log.get(i));
      }
    }
    if (!events.isEmpty()) {
      give(events);
    }
  }

  private void give(List<Stored> events) {
    token++;
    List<Integer> deliveries = new ArrayList<>();
    for (Stored event : events) {
      int at = (int) event.offset();
      heldBy[at] = token;
      heldUntil[at] = time + LEASE;
      deliveries.add(++count[at]);
    }
    Lease lease = new Lease("w" + token, time, time + 5, token, LEASE, events, deliveries);
    run.leases.add(lease);
    out.add(lease);
  }

  private void speak(Lease lease) {
    List<Long> about = lease.events().stream().map(Stored::offset).toList();
    switch (random.nextInt(12)) {
      case 0 -> {
        // It has died.
      }
      case 1 -> {
        say(Word.Kind.EXTEND, lease, about, Outcome.ACKNOWLEDGED);
        out.add(lease);
      }
      case 2, 3 -> say(Word.Kind.NACK, lease, about, Outcome.ACKNOWLEDGED);
      case 4 -> {
        say(Word.Kind.ACK, lease, about, Outcome.UNKNOWN);
        time += 10;
        say(Word.Kind.ACK, lease, about, Outcome.ACKNOWLEDGED);
      }
      default -> say(Word.Kind.ACK, lease, about, Outcome.ACKNOWLEDGED);
    }
  }

  private void say(Word.Kind kind, Lease lease, List<Long> about, Outcome outcome) {
    List<Long> before = about.stream().filter(offset -> settled[offset.intValue()]).toList();
    List<Long> accepted =
        about.stream()
            .filter(offset -> !before.contains(offset))
            .filter(offset -> heldBy[offset.intValue()] == lease.token())
            .toList();
    accepted.forEach(offset -> take(kind, offset.intValue()));
    run.words.add(
        outcome == Outcome.UNKNOWN
            ? Word.unanswered(kind, lease.token(), time, time + 5, LEASE, about)
            : new Word(
                kind, lease.token(), time, time + 5, LEASE, about, accepted, before, outcome));
  }

  private void take(Word.Kind kind, int event) {
    switch (kind) {
      case ACK -> settled[event] = true;
      case NACK -> {
        heldBy[event] = 0;
        heldUntil[event] = time;
      }
      case EXTEND -> heldUntil[event] = time + LEASE;
    }
  }
}
