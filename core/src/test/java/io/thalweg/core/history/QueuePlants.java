package io.thalweg.core.history;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Faults of a shared group, each as it would show in what its workers saw. */
final class QueuePlants {
  private static final int LATE = 9_000_000;

  private final List<Plants.Plant> all;

  private QueuePlants(List<Plants.Plant> all) {
    this.all = all;
  }

  static void add(List<Plants.Plant> all) {
    QueuePlants plants = new QueuePlants(all);
    plants.addFaultsOfLeases();
    plants.addFaultsOfCounts();
    plants.addFaultsOfSettlements();
    plants.addFaultsOfOrder();
  }

  private void plant(String name, Anomaly anomaly, Consumer<SampleRun> into) {
    all.add(new Plants.Plant(name, anomaly, into));
  }

  private void addFaultsOfLeases() {
    plant(
        "hands out what a worker has",
        Anomaly.TWO_LEASES,
        run -> {
          Lease held = silentLease(run);
          run.leases.add(
              again(held, held.ended() + 1, last(run) + 1, deliveries(held.deliveries().get(0))));
        });
    plant(
        "hands out what a worker has asked for longer",
        Anomaly.TWO_LEASES,
        run -> {
          Word longer = word(run, w -> w.kind() == Word.Kind.EXTEND && !w.accepted().isEmpty());
          Lease held = leaseOf(run, longer);
          run.leases.add(again(held, longer.ended() + 1, last(run) + 1, held.deliveries()));
        });
    plant(
        "gives one token to two workers",
        Anomaly.TWO_LEASES,
        run -> run.leases.add(again(run.leases.get(0), LATE, 1, deliveries(3))));
    plant(
        "takes an ack although another worker has got the event",
        Anomaly.ZOMBIE,
        run -> {
          Lease second = redelivery(run);
          run.words.add(ack(firstOf(run, second).token(), second, second.ended() + 1));
        });
    plant(
        "hands a worker other data than it stored",
        Anomaly.TWO_VALUES,
        run -> {
          Lease lease = run.leases.remove(0);
          Stored event = lease.events().get(0);
          Stored other =
              new Stored(event.offset(), event.partition(), event.producer(), event.seq(), 1);
          run.leases.add(0, with(lease, List.of(other), lease.deliveries()));
        });
  }

  private void addFaultsOfCounts() {
    plant(
        "forgets deliveries at a restart",
        Anomaly.MISCOUNTED,
        run -> {
          Lease second = redelivery(run);
          run.leases.set(run.leases.indexOf(second), with(second, second.events(), deliveries(1)));
        });
    plant(
        "hands out too often",
        Anomaly.MISCOUNTED,
        run -> {
          Lease lease = run.leases.get(0);
          run.leases.set(
              0, with(lease, lease.events(), deliveries(SampleQueue.DELIVERIES_MAX + 1)));
        });
    plant(
        "buries too early",
        Anomaly.MISCOUNTED,
        run -> run.letters.set(0, new DeadLetter(run.letters.get(0).offset(), 1)));
    plant(
        "buries what nobody published",
        Anomaly.PHANTOM,
        run -> run.letters.add(new DeadLetter(LATE, SampleQueue.DELIVERIES_MAX)));
  }

  private void addFaultsOfSettlements() {
    plant("takes two acks", Anomaly.SETTLED_TWICE, run -> run.words.add(accepted(run)));
    plant(
        "buries what was acknowledged",
        Anomaly.SETTLED_TWICE,
        run -> run.letters.add(letter(accepted(run).accepted().get(0))));
    plant("buries twice", Anomaly.SETTLED_TWICE, run -> run.letters.add(run.letters.get(0)));
    plant("forgets a dead letter", Anomaly.UNSETTLED, run -> run.letters.remove(0));
    plant(
        "skips an event that nobody acknowledged",
        Anomaly.UNSETTLED,
        run -> {
          Word settled = accepted(run);
          run.words.removeIf(w -> w.token() == settled.token());
        });
    plant(
        "says that something is settled that is not",
        Anomaly.UNSETTLED,
        run -> {
          Word settled = accepted(run);
          run.words.removeIf(w -> w.token() == settled.token());
          run.words.add(
              new Word(
                  Word.Kind.ACK,
                  settled.token(),
                  settled.begun(),
                  settled.ended(),
                  0,
                  settled.about(),
                  List.of(),
                  settled.about(),
                  Outcome.ACKNOWLEDGED));
        });
    plant(
        "hands out what was acknowledged",
        Anomaly.REDELIVERED,
        run ->
            run.leases.add(
                again(
                    leaseOf(run, accepted(run)),
                    LATE,
                    last(run) + 1,
                    deliveries(SampleQueue.DELIVERIES_MAX))));
  }

  private void addFaultsOfOrder() {
    plant(
        "hands out an event before an earlier one of its key is settled",
        Anomaly.KEY_OVERTAKEN,
        run -> {
          Stored blocked = secondOfItsKey(run);
          run.leases.add(
              new Lease("w", -10, -5, last(run) + 1, 1, List.of(blocked), deliveries(1)));
        });
    plant(
        "hands out an event while an earlier one of its key waits to be tried again",
        Anomaly.KEY_OVERTAKEN,
        run -> {
          Lease first = firstOf(run, redelivery(run));
          Stored tried = first.events().get(0);
          Stored next = nextOfItsKey(run, tried);
          run.leases.add(
              new Lease(
                  "w",
                  first.begun(),
                  first.ended(),
                  last(run) + 1,
                  1,
                  List.of(next),
                  deliveries(1)));
        });
  }

  // --- How they are planted.

  private static List<Integer> deliveries(int count) {
    return List.of(count, count, count, count);
  }

  private static DeadLetter letter(long offset) {
    return new DeadLetter(offset, SampleQueue.DELIVERIES_MAX);
  }

  private static long last(SampleRun run) {
    return run.leases.stream().mapToLong(Lease::token).max().orElseThrow();
  }

  private static Lease again(Lease l, long begun, long token, List<Integer> deliveries) {
    return new Lease("w" + token, begun, begun + 1, token, l.nanos(), l.events(), deliveries);
  }

  private static Lease with(Lease l, List<Stored> events, List<Integer> deliveries) {
    return new Lease(l.worker(), l.begun(), l.ended(), l.token(), l.nanos(), events, deliveries);
  }

  private static Word ack(long token, Lease lease, long begun) {
    List<Long> offsets = lease.events().stream().map(Stored::offset).toList();
    return new Word(
        Word.Kind.ACK,
        token,
        begun,
        begun + 1,
        0,
        offsets,
        offsets,
        List.of(),
        Outcome.ACKNOWLEDGED);
  }

  private static Word word(SampleRun run, Predicate<Word> wanted) {
    return run.words.stream().filter(wanted).findFirst().orElseThrow();
  }

  /** An ack that counted, of a worker that said nothing else. */
  private static Word accepted(SampleRun run) {
    return word(
        run,
        w ->
            w.kind() == Word.Kind.ACK
                && w.accepted().size() == w.about().size()
                && !w.accepted().isEmpty()
                && run.words.stream().filter(other -> other.token() == w.token()).count() == 1);
  }

  private static Lease leaseOf(SampleRun run, Word word) {
    return run.leases.stream().filter(l -> l.token() == word.token()).findFirst().orElseThrow();
  }

  /** One whose worker says nothing for a while. */
  private static Lease silentLease(SampleRun run) {
    return run.leases.stream()
        .filter(l -> run.words.stream().noneMatch(w -> says(w, l) && w.begun() < l.ended() + 10))
        .findFirst()
        .orElseThrow();
  }

  private static boolean says(Word word, Lease lease) {
    return word.token() == lease.token();
  }

  /** An answer whose first event was handed out before. */
  private static Lease redelivery(SampleRun run) {
    return run.leases.stream().filter(l -> l.deliveries().get(0) == 2).findFirst().orElseThrow();
  }

  /** Where the redelivered event was handed out first; with nothing but that event. */
  private static Lease firstOf(SampleRun run, Lease second) {
    Stored event = second.events().get(0);
    Lease first =
        run.leases.stream().filter(l -> l.events().contains(event)).findFirst().orElseThrow();
    return with(first, List.of(event), deliveries(1));
  }

  private static Stored secondOfItsKey(SampleRun run) {
    return nextOfItsKey(run, run.log.get(0));
  }

  private static Stored nextOfItsKey(SampleRun run, Stored event) {
    List<Stored> behind =
        new ArrayList<>(run.log.subList((int) event.offset() + 1, run.log.size()));
    return behind.stream()
        .filter(other -> SampleQueue.key(other) == SampleQueue.key(event))
        .findFirst()
        .orElseThrow();
  }
}
