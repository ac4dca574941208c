package io.thalweg.core.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What clients see of a server without a fault: made up from a seed, in virtual time, to be checked
 * as it is or with a fault planted into its lists. Not thread-safe.
 */
final class SampleRun {
  static final int PARTITIONS = 4;
  private static final int PRODUCERS = 3;
  private static final List<String> MEMBERS = List.of("a", "b", "c");

  final List<Publish> publishes = new ArrayList<>();
  final List<Stored> log = new ArrayList<>();
  final List<Read> reads = new ArrayList<>();
  final List<Poll> polls = new ArrayList<>();
  final List<Commit> commits = new ArrayList<>();
  final List<Position> positions = new ArrayList<>();
  final List<Seek> seeks = new ArrayList<>();
  final List<Long> outputs = new ArrayList<>();
  final List<Lease> leases = new ArrayList<>();
  final List<Word> words = new ArrayList<>();
  final List<DeadLetter> letters = new ArrayList<>();
  List<Stored> otherDrain;

  private final Random random;
  private final long[] nextSeq = new long[PRODUCERS];
  private final long[] freeAt = new long[PRODUCERS];
  private final long[] readersAt = new long[2];
  private final List<List<Stored>> slices = new ArrayList<>();
  private final int[] owner = new int[PARTITIONS];
  private final int[] position = new int[PARTITIONS];
  private final int[] committed = new int[PARTITIONS];
  private int generation = 1;
  private long time;

  private SampleRun(Random random) {
    this.random = random;
    for (int i = 0; i < PARTITIONS; i++) {
      slices.add(new ArrayList<>());
      owner[i] = i % MEMBERS.size();
    }
  }

  /**
   * A run of so many events.
   *
   * @param seed the same gives the same
   */
  static SampleRun of(long seed, int events) {
    SampleRun run = new SampleRun(new Random(seed));
    while (run.log.size() < events) {
      run.step();
    }
    run.end();
    return run;
  }

  private void step() {
    time += 10;
    switch (random.nextInt(12)) {
      case 0 -> read(random.nextInt(readersAt.length));
      case 1, 2 -> poll(random.nextInt(MEMBERS.size()));
      case 3 -> commit(random.nextInt(PARTITIONS));
      case 4 -> positions.add(observed(random.nextInt(PARTITIONS)));
      case 5 -> {
        if (random.nextInt(5) == 0) {
          handOver(random.nextInt(PARTITIONS));
        }
      }
      default -> publish(random.nextInt(PRODUCERS));
    }
  }

  private void end() {
    for (int round = 0; round < 2; round++) {
      for (int member = 0; member < MEMBERS.size(); member++) {
        for (int i = 0; i <= log.size() / 3; i++) {
          time += 10;
          if (!poll(member)) {
            break;
          }
        }
      }
    }
    for (int i = 0; i < PARTITIONS; i++) {
      time += 10;
      commit(i);
      positions.add(observed(i));
    }
    for (int reader = 0; reader < readersAt.length; reader++) {
      while (readersAt[reader] < log.size()) {
        time += 10;
        read(reader);
      }
    }
    log.forEach(event -> outputs.add(event.offset()));
    new SampleQueue(this, random).run();
    otherDrain = new ArrayList<>(log);
  }

  private void publish(int producer) {
    if (freeAt[producer] > time) {
      return;
    }
    long seq = nextSeq[producer]++;
    long ended = time + 1 + random.nextInt(40);
    freeAt[producer] = ended + 1;
    long digest = random.nextLong();
    int partition = random.nextInt(PARTITIONS);
    int fate = random.nextInt(40);
    if (fate == 0) {
      publishes.add(Publish.ended(producer, seq, digest, time, ended, Outcome.REFUSED));
    } else if (fate == 1) {
      publishes.add(Publish.ended(producer, seq, digest, time, ended, Outcome.UNKNOWN));
    } else {
      publishes.add(
          Publish.acknowledged(producer, seq, digest, time, ended, log.size(), partition)
              .withTries(fate == 2 ? 2 : 1));
    }
    if (fate > 1 || (fate == 1 && random.nextBoolean())) {
      Stored stored = new Stored(log.size(), partition, producer, seq, digest);
      log.add(stored);
      slices.get(partition).add(stored);
    }
  }

  private void read(int reader) {
    int from = (int) readersAt[reader];
    int next = Math.min(log.size(), from + 20);
    readersAt[reader] = next;
    reads.add(
        new Read(
            "reader-" + reader, time, time + 5, from, next, log.size(), log.subList(from, next)));
  }

  private boolean poll(int member) {
    List<Integer> held = new ArrayList<>();
    List<Stored> events = new ArrayList<>();
    for (int i = 0; i < PARTITIONS; i++) {
      if (owner[i] == member) {
        held.add(i);
        int end = Math.min(slices.get(i).size(), position[i] + 4);
        events.addAll(slices.get(i).subList(position[i], end));
        position[i] = end;
      }
    }
    polls.add(new Poll(MEMBERS.get(member), 0, time, time + 5, generation, held, events));
    return !events.isEmpty();
  }

  private void commit(int partition) {
    committed[partition] = position[partition];
    commits.add(
        new Commit(
            MEMBERS.get(owner[partition]),
            time,
            time + 5,
            generation,
            partition,
            committedOffset(partition),
            Outcome.ACKNOWLEDGED));
  }

  private Position observed(int partition) {
    return new Position(partition, committedOffset(partition), time, time + 5);
  }

  private long committedOffset(int partition) {
    return committed[partition] == 0
        ? 0
        : slices.get(partition).get(committed[partition] - 1).offset() + 1;
  }

  private void handOver(int partition) {
    generation++;
    owner[partition] = (owner[partition] + 1) % MEMBERS.size();
    position[partition] = committed[partition];
  }

  /** Records everything as clients would have. */
  History history() {
    History history = new History();
    publishes.forEach(history::add);
    reads.forEach(history::add);
    history.add(new Drain("one", 0, log));
    history.add(new Drain("another", 0, otherDrain));
    GroupHistory group = history.group(0);
    polls.forEach(group::add);
    commits.forEach(group::add);
    positions.forEach(group::add);
    seeks.forEach(group::add);
    group.wasDrained();
    group.wasCalm();
    QueueHistory queue =
        history.queue(QueueHistory.ordered(SampleQueue.DELIVERIES_MAX, SampleQueue::key));
    leases.forEach(queue::add);
    words.forEach(queue::add);
    letters.forEach(queue::add);
    queue.wasDrained();
    history.add(new Outputs(log, committedOffsets(), outputs.stream().mapToLong(i -> i).toArray()));
    return history;
  }

  private Map<Integer, Long> committedOffsets() {
    Map<Integer, Long> offsets = new HashMap<>();
    for (int i = 0; i < PARTITIONS; i++) {
      offsets.put(i, committedOffset(i));
    }
    return offsets;
  }
}
