package io.thalweg.storage.redis;

import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.record.Murmur2;
import io.thalweg.core.spi.WriteBatch;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a transaction looks at before it is opened, and does nothing if it has changed by then: some
 * streams, and of each the partitions that events may come to. Not thread-safe.
 */
final class Look {
  /**
   * Of a stream with no more partitions all are looked at, so that it does not matter which events
   * come meanwhile.
   */
  static final int WHOLE_MAX = 16;

  private static final int BYTES_PER_PARTITION = 256;

  private static final byte[] WATCH = RespCommands.encodedWords("WATCH");
  private static final byte[] HMGET = RespCommands.encodedWords("HMGET");
  private static final byte[] XREVRANGE = RespCommands.encodedWords("XREVRANGE");
  private static final byte[] NEWEST = RespCommands.encodedWords("+");
  private static final byte[] ONE = RespCommands.encodedWords("COUNT", "1");
  private static final byte[] FIELDS = RespCommands.encodedWords(Standing.FIELDS);

  private final Map<StreamName, Target> targets = new LinkedHashMap<>();
  private int places;

  /**
   * @param partitions of the stream, as far as is known
   * @param head it got at least that far, as far as is known
   */
  private record Target(int partitions, long head, BitSet which) {
    boolean isWhole() {
      return partitions <= WHOLE_MAX;
    }

    boolean covers(EventBatch events) {
      EventCursor event = events.cursor();
      while (!isWhole() && event.next()) {
        if (event.keyHash() < 0 || !which.get(partition(event))) {
          return false;
        }
      }
      return true;
    }

    int partition(EventCursor keyed) {
      return Murmur2.partition(keyed.keyHash(), partitions);
    }
  }

  /** Adds a stream, if it is not there yet, and the partitions of events for it. */
  void add(StreamName stream, int partitions, long head, EventBatch events) {
    Target target = targets.get(stream);
    if (target == null) {
      target = new Target(partitions, head, new BitSet());
      targets.put(stream, target);
      if (target.isWhole()) {
        target.which.set(0, partitions);
        places += partitions;
      }
    }
    EventCursor event = events.cursor();
    while (!target.isWhole() && event.next()) {
      int partition = target.partition(event);
      if (!target.which.get(partition)) {
        target.which.set(partition);
        places++;
      }
    }
  }

  /** Whether it is about all partitions that the events of a plain batch may come to. */
  boolean covers(WriteBatch batch) {
    Target target = targets.get(batch.appends().get(0).stream());
    return target != null && target.covers(batch.appends().get(0).events());
  }

  /** The commands that look; the last one opens the transaction. */
  RespCommands commands(Keys keys) {
    RespCommands commands = new RespCommands(BYTES_PER_PARTITION * (1 + targets.size() + places));
    commands.begin(1 + targets.size() + places).encoded(WATCH);
    targets.forEach(
        (stream, target) -> {
          commands.word(keys.stream(stream));
          target.which.stream().forEach(partition -> commands.word(keys.events(stream, partition)));
        });
    commands.add("TIME").add("PUBSUB", "NUMSUB", keys.channel());
    targets.forEach((stream, target) -> add(commands, keys, stream, target));
    return commands.add("MULTI");
  }

  private static void add(RespCommands commands, Keys keys, StreamName stream, Target target) {
    int counters = target.partitions == 1 ? 0 : target.which.cardinality();
    commands.begin(2 + Standing.FIELDS.length + counters).encoded(HMGET).word(keys.stream(stream));
    commands.encoded(FIELDS);
    if (counters > 0) {
      target.which.stream().forEach(partition -> commands.word(Standing.counter(partition)));
    }
    // Of a stream that stands where it is thought to, this finds nothing.
    target.which.stream()
        .forEach(
            partition ->
                commands
                    .begin(6)
                    .encoded(XREVRANGE)
                    .word(keys.events(stream, partition))
                    .encoded(NEWEST)
                    .word(target.head)
                    .encoded(ONE));
  }

  /** Reads what came of the commands. */
  Sighting read(RespCursor seen) {
    seen.skip();
    seen.array();
    long clockMs = seen.number() * 1_000 + seen.number() / 1_000;
    seen.array();
    seen.skip();
    long listeners = seen.number();
    Map<StreamName, Standing> standings = new LinkedHashMap<>();
    targets.forEach(
        (stream, target) ->
            standings.put(
                stream, Standing.read(seen, target.partitions, target.head, target.which)));
    return new Sighting(standings, listeners, clockMs, System.nanoTime());
  }
}
