package io.thalweg.core.history;

import static io.thalweg.core.history.Outcome.ACKNOWLEDGED;
import static io.thalweg.core.history.Outcome.REFUSED;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Faults of a server, each as it would show in what clients saw. */
final class Plants {
  /**
   * A fault.
   *
   * @param anomaly what it must be found as; it may show in other ways, too
   */
  record Plant(String name, Anomaly anomaly, Consumer<SampleRun> into) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final int MIDDLE = 120;
  private static final List<Plant> ALL = new ArrayList<>();

  private Plants() {}

  static List<Plant> all() {
    ALL.clear();
    addFaultsOfTheLog();
    addFaultsOfAnswers();
    addFaultsOfReads();
    addFaultsOfOwners();
    addFaultsOfCommits();
    addFaultsOfDeliveries();
    addFaultsOfPipelines();
    QueuePlants.add(ALL);
    return List.copyOf(ALL);
  }

  private static void add(String name, Anomaly anomaly, Consumer<SampleRun> into) {
    ALL.add(new Plant(name, anomaly, into));
  }

  private static void addFaultsOfTheLog() {
    add("loses the last acknowledged event", Anomaly.LOST, run -> run.log.remove(last(run)));
    add("loses one in the middle and closes up", Anomaly.LOST, run -> removeAndCloseUp(run));
    add("loses one in the middle and leaves a hole", Anomaly.HOLE, run -> run.log.remove(MIDDLE));
    add("loses all from the middle on", Anomaly.LOST, run -> cut(run.log, MIDDLE));
    add(
        "forgets ids at a restart and stores a retry again",
        Anomaly.DOUBLED,
        run -> run.log.add(at(run.log.get(MIDDLE), run.log.size())));
    add("swaps two events", Anomaly.MOVED, run -> swap(run, MIDDLE, MIDDLE + 40));
    add("swaps two events of one producer", Anomaly.REORDERED, Plants::swapOfOneProducer);
    add(
        "stores something that nobody sent",
        Anomaly.PHANTOM,
        run -> run.log.add(new Stored(run.log.size(), 0, 0, 1_000_000, 1)));
    add("stores what it refused", Anomaly.PHANTOM, Plants::refuseOneThatIsStored);
    add(
        "changes the data of an event",
        Anomaly.ALTERED,
        run -> change(run.log, MIDDLE, e -> with(e, e.partition(), e.digest() + 1)));
    add(
        "stores in another partition than it says",
        Anomaly.ALTERED,
        run -> change(run.log, MIDDLE, e -> with(e, (e.partition() + 1) % 4, e.digest())));
    add(
        "shows less by another node",
        Anomaly.DISAGREEMENT,
        run -> run.otherDrain.remove(run.otherDrain.size() - 1));
    add(
        "shows two events the other way round by another node",
        Anomaly.DISAGREEMENT,
        run -> Collections.swap(run.otherDrain, MIDDLE, MIDDLE + 1));
  }

  private static void addFaultsOfAnswers() {
    add(
        "answers with a wrong offset",
        Anomaly.MOVED,
        run ->
            change(
                run.publishes,
                acknowledged(run, MIDDLE),
                p -> acknowledgedAs(p, p.offset() + 1, p.begun(), p.ended())));
    add(
        "acknowledges before it is stored, and then it is not",
        Anomaly.LOST,
        run -> run.publishes.add(Publish.acknowledged(2, 999_999, 0, 1, 2, run.log.size(), 0)));
    add(
        "puts a later publish before an acknowledged one",
        Anomaly.OUT_OF_REAL_TIME,
        run ->
            change(
                run.publishes,
                acknowledged(run, MIDDLE),
                p -> acknowledgedAs(p, p.offset(), p.begun() + 90_000, p.ended() + 90_000)));
  }

  private static void addFaultsOfReads() {
    add("shows a reader what is lost later", Anomaly.LOST, run -> cut(run.log, run.log.size() - 5));
    add(
        "gives a reader another event at an offset",
        Anomaly.TWO_VALUES,
        run -> changeEvent(run, e -> with(e, e.partition(), e.digest() + 1)));
    add("leaves an event out of a page", Anomaly.SKIPPED, run -> removeEvent(run, 3));
    add("leaves out the last of a page", Anomaly.SKIPPED, run -> removeEvent(run, 19));
    add(
        "gives the same page twice",
        Anomaly.WENT_BACK,
        run -> run.reads.add(fullRead(run) + 1, later(run.reads.get(fullRead(run)), 1)));
    add("skips a page", Anomaly.SKIPPED, run -> run.reads.remove(fullRead(run)));
    add("reads a stale tail", Anomaly.STALE_READ, Plants::staleRead);
    add(
        "shows a reader more than is durable",
        Anomaly.AHEAD_OF_HEAD,
        run ->
            change(
                run.reads,
                fullRead(run),
                r ->
                    new Read(
                        r.reader(),
                        r.begun(),
                        r.ended(),
                        r.from(),
                        r.next(),
                        r.next() - 1,
                        r.events())));
  }

  private static void addFaultsOfOwners() {
    add("gives a partition to two members", Anomaly.TWO_OWNERS, Plants::secondOwner);
    add("goes on serving one who lost it", Anomaly.ZOMBIE, Plants::serveZombie);
    add("accepts a commit of a zombie", Anomaly.ZOMBIE, Plants::acceptZombie);
    add(
        "accepts a commit of one who does not hold it",
        Anomaly.TWO_OWNERS,
        run -> change(run.commits, run.commits.size() - 1, c -> by(other(c.member()), c)));
    add(
        "lets the generation go back",
        Anomaly.GENERATION_WENT_BACK,
        run -> change(run.polls, run.polls.size() - 1, p -> inGeneration(p, 1)));
    add(
        "delivers of a partition that is not held",
        Anomaly.NOT_HELD,
        run ->
            change(
                run.polls,
                fullPoll(run),
                p ->
                    new Poll(
                        p.member(),
                        p.run(),
                        p.begun(),
                        p.ended(),
                        p.generation(),
                        List.of(),
                        p.events())));
  }

  private static void addFaultsOfCommits() {
    add(
        "lets a committed offset go back",
        Anomaly.COMMIT_WENT_BACK,
        run -> {
          Position last = run.positions.get(run.positions.size() - 1);
          run.positions.add(
              new Position(last.partition(), 1, last.ended() + 10, last.ended() + 11));
        });
    add(
        "commits beyond what was delivered",
        Anomaly.COMMITTED_UNDELIVERED,
        run -> change(run.positions, 0, p -> at(p, run.log.size())));
    add(
        "forgets commits at a restart",
        Anomaly.COMMIT_WENT_BACK,
        run -> change(run.positions, run.positions.size() - 1, p -> at(p, 0)));
  }

  private static void addFaultsOfDeliveries() {
    add("leaves an event out of an answer", Anomaly.DELIVERY_SKIPPED, Plants::leaveOutInAnswer);
    add("never delivers an event", Anomaly.UNDELIVERED, Plants::neverDeliver);
    add(
        "skips an event on a hand-over and commits over it",
        Anomaly.COMMITTED_UNDELIVERED,
        Plants::neverDeliver);
    add(
        "delivers again what was committed",
        Anomaly.REDELIVERED,
        run -> run.polls.add(again(run.polls.get(fullPoll(run)), "a", 9_000_000)));
    add(
        "gives one event to two callers without a name",
        Anomaly.SHARED_TWICE,
        run -> {
          Poll poll = run.polls.get(fullPoll(run));
          run.polls.add(again(poll, null, poll.begun()));
          run.polls.add(again(poll, null, poll.begun()));
        });
    add(
        "delivers other data than it stored",
        Anomaly.TWO_VALUES,
        run ->
            change(
                run.polls,
                fullPoll(run),
                p -> {
                  List<Stored> events = new ArrayList<>(p.events());
                  change(events, 0, e -> with(e, e.partition(), e.digest() + 1));
                  return withEvents(p, events);
                }));
  }

  private static void addFaultsOfPipelines() {
    add("commits without the output", Anomaly.OUTPUT_MISSING, run -> run.outputs.remove(MIDDLE));
    add(
        "makes an output twice",
        Anomaly.OUTPUT_DOUBLED,
        run -> run.outputs.add(run.outputs.get(MIDDLE)));
    add(
        "makes an output without the commit",
        Anomaly.OUTPUT_AHEAD,
        run -> run.outputs.add((long) run.log.size()));
  }

  // --- How they are planted.

  private static <T> void change(List<T> list, int index, UnaryOperator<T> change) {
    list.set(index, change.apply(list.get(index)));
  }

  private static void cut(List<Stored> log, int size) {
    log.subList(size, log.size()).clear();
  }

  private static int last(SampleRun run) {
    int at = run.log.size() - 1;
    while (publishOf(run, run.log.get(at)).outcome() != ACKNOWLEDGED) {
      at--;
    }
    return at;
  }

  private static Publish publishOf(SampleRun run, Stored event) {
    return run.publishes.stream()
        .filter(p -> p.producer() == event.producer() && p.seq() == event.seq())
        .findFirst()
        .orElseThrow();
  }

  private static int acknowledged(SampleRun run, int from) {
    int at = from;
    while (run.publishes.get(at).outcome() != ACKNOWLEDGED) {
      at++;
    }
    return at;
  }

  private static Publish acknowledgedAs(Publish p, long offset, long begun, long ended) {
    return Publish.acknowledged(
        p.producer(), p.seq(), p.digest(), begun, ended, offset, p.partition());
  }

  private static void removeAndCloseUp(SampleRun run) {
    int gone = (int) run.publishes.get(acknowledged(run, MIDDLE)).offset();
    run.log.remove(gone);
    for (int i = gone; i < run.log.size(); i++) {
      change(run.log, i, e -> at(e, e.offset() - 1));
    }
  }

  private static void swap(SampleRun run, int one, int other) {
    Stored first = run.log.get(one);
    Stored second = run.log.get(other);
    run.log.set(one, at(second, one));
    run.log.set(other, at(first, other));
  }

  private static void swapOfOneProducer(SampleRun run) {
    int producer = run.log.get(MIDDLE).producer();
    int other = MIDDLE + 1;
    while (run.log.get(other).producer() != producer) {
      other++;
    }
    swap(run, MIDDLE, other);
  }

  private static void refuseOneThatIsStored(SampleRun run) {
    change(
        run.publishes,
        acknowledged(run, MIDDLE),
        p -> Publish.ended(p.producer(), p.seq(), p.digest(), p.begun(), p.ended(), REFUSED));
  }

  private static Stored at(Stored e, long offset) {
    return new Stored(offset, e.partition(), e.producer(), e.seq(), e.digest());
  }

  private static Position at(Position p, long committed) {
    return new Position(p.partition(), committed, p.begun(), p.ended());
  }

  private static Stored with(Stored e, int partition, long digest) {
    return new Stored(e.offset(), partition, e.producer(), e.seq(), digest);
  }

  /** A read of 20 events that is neither its reader's first nor its last. */
  private static int fullRead(SampleRun run) {
    int at = 0;
    while (run.reads.get(at).from() == 0 || run.reads.get(at).events().size() < 20) {
      at++;
    }
    return at;
  }

  private static void removeEvent(SampleRun run, int index) {
    change(
        run.reads,
        fullRead(run),
        r -> {
          List<Stored> events = new ArrayList<>(r.events());
          events.remove(index);
          return withEvents(r, events);
        });
  }

  private static void changeEvent(SampleRun run, UnaryOperator<Stored> changed) {
    change(
        run.reads,
        fullRead(run),
        r -> {
          List<Stored> events = new ArrayList<>(r.events());
          change(events, 5, changed);
          return withEvents(r, events);
        });
  }

  private static Read withEvents(Read r, List<Stored> events) {
    return new Read(r.reader(), r.begun(), r.ended(), r.from(), r.next(), r.head(), events);
  }

  private static Read later(Read r, long by) {
    return new Read(
        r.reader(), r.begun() + by, r.ended() + by, r.from(), r.next(), r.head(), r.events());
  }

  private static void staleRead(SampleRun run) {
    long end = run.publishes.get(run.publishes.size() - 1).ended() + 100;
    run.reads.add(new Read("late", end, end + 1, 0, 5, 5, run.log.subList(0, 5)));
  }

  private static int fullPoll(SampleRun run) {
    int at = 0;
    while (inOnePartition(run.polls.get(at)) < 3) {
      at++;
    }
    return at;
  }

  /** How many events of its first event's partition are in an answer. */
  private static long inOnePartition(Poll poll) {
    return poll.events().stream()
        .filter(event -> event.partition() == poll.events().get(0).partition())
        .count();
  }

  private static Poll withEvents(Poll p, List<Stored> events) {
    return new Poll(
        p.member(), p.run(), p.begun(), p.ended(), p.generation(), p.partitions(), events);
  }

  private static Poll inGeneration(Poll p, long generation) {
    return new Poll(
        p.member(), p.run(), p.begun(), p.ended(), generation, p.partitions(), p.events());
  }

  private static Poll again(Poll p, String member, long begun) {
    return new Poll(member, 7, begun, begun + 5, p.generation(), p.partitions(), p.events());
  }

  private static String other(String member) {
    return member.equals("a") ? "b" : "a";
  }

  private static Commit by(String member, Commit c) {
    return new Commit(
        member, c.begun(), c.ended(), c.generation(), c.partition(), c.reached(), c.outcome());
  }

  private static void secondOwner(SampleRun run) {
    Poll poll = run.polls.get(fullPoll(run));
    run.polls.add(
        new Poll(
            other(poll.member()),
            0,
            poll.begun(),
            poll.ended(),
            poll.generation(),
            poll.partitions(),
            List.of()));
  }

  /** One who is told, late, of a generation in which it held what others hold by then. */
  private static void serveZombie(SampleRun run) {
    Poll first = run.polls.get(fullPoll(run));
    run.polls.add(
        new Poll(
            first.member(),
            0,
            8_000_000,
            8_000_005,
            first.generation(),
            List.of(0, 1, 2, 3),
            List.of()));
  }

  private static void acceptZombie(SampleRun run) {
    Commit first = run.commits.get(0);
    Position last = run.positions.get(run.positions.size() - 1);
    run.commits.add(
        new Commit(
            first.member(),
            8_000_000,
            8_000_005,
            -1,
            last.partition(),
            last.committed(),
            ACKNOWLEDGED));
  }

  private static void leaveOutInAnswer(SampleRun run) {
    change(
        run.polls,
        fullPoll(run),
        p -> {
          List<Stored> events = new ArrayList<>(p.events());
          events.remove(1);
          return withEvents(p, events);
        });
  }

  private static void neverDeliver(SampleRun run) {
    Stored never = run.polls.get(fullPoll(run)).events().get(0);
    run.polls.replaceAll(
        p -> withEvents(p, p.events().stream().filter(e -> !e.equals(never)).toList()));
  }
}
