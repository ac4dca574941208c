package io.thalweg.storage.file;

import io.thalweg.core.history.Drain;
import io.thalweg.core.history.Fault;
import io.thalweg.core.history.History;
import io.thalweg.core.history.Outcome;
import io.thalweg.core.history.Publish;
import io.thalweg.core.history.Stored;
import io.thalweg.core.history.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@link CrashWriter}s said, one after the other, as a history. The order of their lines is
 * the order in which things happened. Not thread-safe.
 */
final class CrashRecord {
  private final long[] next;
  private final List<Map<Long, Publish>> publishes = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();
  private int acknowledged;
  private int repeats;

  CrashRecord(int producers) {
    next = new long[producers];
    for (int producer = 0; producer < producers; producer++) {
      publishes.add(new HashMap<>());
    }
  }

  long now() {
    return System.nanoTime();
  }

  /** The number that a producer goes on with: its first that was not acknowledged. */
  long next(int producer) {
    return next[producer];
  }

  int acknowledged() {
    return acknowledged;
  }

  /** How many events turned out to be stored when they were sent again. */
  int repeats() {
    return repeats;
  }

  void hear(String line) {
    String[] words = line.split(" ");
    if (words[0].equals("open")) {
      return;
    }
    int producer = Integer.parseInt(words[1]);
    long number = Long.parseLong(words[2]);
    if (words[0].equals("send")) {
      publishes.get(producer).compute(number, (n, before) -> sent(producer, n, before));
    } else {
      repeats += words[0].equals("repeat") ? 1 : 0;
      acknowledge(producer, number, Long.parseLong(words[3]));
    }
  }

  private Publish sent(int producer, long number, Publish before) {
    return before == null
        ? new Publish(
            producer,
            number,
            digest(producer, number),
            now(),
            Long.MAX_VALUE,
            1,
            Outcome.UNKNOWN,
            -1,
            -1)
        : before.withTries(before.tries() + 1);
  }

  private void acknowledge(int producer, long number, long offset) {
    Publish sent = publishes.get(producer).get(number);
    Publish answered =
        Publish.acknowledged(producer, number, sent.digest(), sent.begun(), now(), offset, 0)
            .withTries(sent.tries());
    publishes.get(producer).put(number, answered);
    next[producer] = number + 1;
    acknowledged++;
  }

  private static long digest(int producer, long number) {
    return History.digest(CrashWriter.data(producer, number));
  }

  /** The writer was killed, from that moment until now. */
  void killed(long begun) {
    faults.add(new Fault("kill -9", begun, now()));
  }

  /** Judges the log by all that was said, and by a second log that must be the same. */
  Verdict judge(List<TestLog.Stored> log, List<TestLog.Stored> same) {
    History history = new History();
    publishes.forEach(of -> of.values().forEach(history::add));
    faults.forEach(history::add);
    history.add(drain("log", log));
    history.add(drain("second log", same));
    return history.check();
  }

  private static Drain drain(String via, List<TestLog.Stored> log) {
    return new Drain(via, 0, log.stream().map(CrashRecord::stored).toList());
  }

  private static Stored stored(TestLog.Stored event) {
    String[] id = event.id().split("-");
    return new Stored(
        event.offset(),
        event.partition(),
        Integer.parseInt(id[0]),
        Long.parseLong(id[1]),
        History.digest(event.data()));
  }
}
