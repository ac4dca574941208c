package io.thalweg.storage.redis;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.record.Murmur2;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.GroupWrite;
import io.thalweg.core.spi.ProducerStamp;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code write.lua} or {@code bare.lua} answered, as outcomes. The script says where each
 * stream stood before the call and what did not go plainly; the rest is reckoned here as the script
 * did it. Not thread-safe.
 */
final class WriteReply {
  private static final int STREAM_NUMBERS = 5;
  private static final int REPEAT_NUMBERS = 4;
  private static final int EXCEPTION_NUMBERS = 5;
  private static final int REPEATED = -1;

  private final WriteCall call;
  private final long[] numbers;
  private final Map<StreamName, Place> places = new LinkedHashMap<>();
  private final Map<Integer, Integer> exceptions = new HashMap<>();
  private final Map<Long, Repeats> repeats = new HashMap<>();

  /** Where a stream stands while the batches are gone through. */
  private static final class Place {
    final long generation;
    final long timestamp;
    final int partitions;
    final long before;
    long head;
    int turn;

    Place(long generation, long head, long timestamp, int partitions, int turn) {
      this.generation = generation;
      this.before = head;
      this.head = head;
      this.timestamp = timestamp;
      this.partitions = partitions;
      this.turn = turn;
    }

    static Place of(long[] numbers, int at) {
      return new Place(
          numbers[at],
          numbers[at + 1],
          numbers[at + 2],
          (int) numbers[at + 3],
          (int) numbers[at + 4]);
    }

    int partition(long keyHash) {
      if (partitions == 1) {
        return 0;
      }
      if (keyHash >= 0) {
        return Murmur2.partition((int) keyHash, partitions);
      }
      int partition = turn;
      turn = (turn + 1) % partitions;
      return partition;
    }
  }

  /** The repeats among an append's events, gone through once in their order. */
  private final class Repeats {
    private final int end;
    private int at;

    Repeats(int at) {
      this.at = at + 1;
      this.end = this.at + REPEAT_NUMBERS * (int) numbers[at];
    }

    boolean isNextBelow(int event) {
      return at < end && (int) numbers[at] < event;
    }

    /** Takes the next, if it is this event: where it is in the numbers, or -1. */
    int take(int event) {
      if (!isNextBelow(event + 1)) {
        return -1;
      }
      at += REPEAT_NUMBERS;
      return at - REPEAT_NUMBERS;
    }
  }

  /** Hears where a stream stood before and after the call, and how many partitions it has. */
  interface PlaceListener {
    void at(StreamName stream, long generation, long before, long head, int partitions);
  }

  /**
   * @param reply one that is not {@link #isNotDone}
   */
  WriteReply(WriteCall call, RespCursor reply) {
    this.call = call;
    this.numbers = new long[reply.array()];
    Arrays.setAll(numbers, each -> reply.number());
    int at = 0;
    for (StreamName stream : call.streams()) {
      places.put(stream, Place.of(numbers, at));
      at += STREAM_NUMBERS;
    }
    while (at < numbers.length) {
      int batch = (int) numbers[at];
      if ((int) numbers[at + 1] != 0) {
        exceptions.put(batch, at + 1);
        at += EXCEPTION_NUMBERS;
      } else {
        repeats.put(key(batch, (int) numbers[at + 2]), new Repeats(at + 3));
        at += 4 + REPEAT_NUMBERS * (int) numbers[at + 3];
      }
    }
  }

  /**
   * Whether the script did nothing, because a stream was last written on another server or because
   * it was not the call's turn.
   */
  static boolean isNotDone(RespCursor reply) {
    return !reply.isArray();
  }

  private static long key(int batch, int append) {
    return (long) batch << 32 | append;
  }

  List<WriteOutcome> outcomes(PlaceListener listener) {
    WriteOutcome[] outcomes = new WriteOutcome[call.batches().size()];
    List<WriteUnit> units = call.units();
    for (int u = 0; u < units.size(); u++) {
      addOutcomes(u, units.get(u), outcomes);
    }
    places.forEach(
        (stream, place) -> {
          if (place.generation >= 0) {
            listener.at(stream, place.generation, place.before, place.head, place.partitions);
          }
        });
    return Arrays.asList(outcomes);
  }

  private void addOutcomes(int u, WriteUnit unit, WriteOutcome[] outcomes) {
    Integer exception = exceptions.get(u);
    int[] before = new int[unit.first().appends().size()];
    for (int i = 0; i < unit.batches().size(); i++) {
      WriteBatch batch = unit.batches().get(i);
      outcomes[unit.places().get(i)] =
          exception == null
              ? WriteOutcome.stored(results(u, batch, before))
              : (int) numbers[exception] == REPEATED
                  ? WriteOutcome.repeated(results(u, batch, before))
                  : WriteOutcome.refused(refusal(batch, exception));
    }
  }

  /**
   * Where the events of a batch are.
   *
   * @param before how many events of each append of the unit belong to batches before this one
   */
  private List<AppendResult> results(int u, WriteBatch batch, int[] before) {
    List<AppendResult> results = new ArrayList<>(batch.appends().size());
    for (int a = 0; a < batch.appends().size(); a++) {
      StreamAppend append = batch.appends().get(a);
      int first = before[a];
      before[a] += append.events().count();
      Repeats repeated = repeats.get(key(u, a));
      Place place = places.get(append.stream());
      results.add(
          repeated == null || !repeated.isNextBelow(before[a])
              ? dense(append, place)
              : mixed(append, place, repeated, first));
    }
    return results;
  }

  private static AppendResult dense(StreamAppend append, Place place) {
    int count = append.events().count();
    int[] partitions = null;
    if (place.partitions > 1) {
      partitions = new int[count];
      EventCursor event = append.events().cursor();
      for (int i = 0; event.next(); i++) {
        partitions[i] = place.partition(event.keyHash());
      }
    }
    long first = place.head;
    place.head += count;
    return AppendResult.dense(count, first, place.timestamp, partitions);
  }

  private AppendResult mixed(StreamAppend append, Place place, Repeats repeated, int first) {
    int count = append.events().count();
    long[] offsets = new long[count];
    long[] timestamps = new long[count];
    int[] partitions = new int[count];
    EventCursor event = append.events().cursor();
    for (int i = 0; event.next(); i++) {
      int known = repeated.take(first + i);
      if (known >= 0) {
        offsets[i] = -1 - numbers[known + 1];
        timestamps[i] = numbers[known + 2];
        partitions[i] = (int) numbers[known + 3];
      } else {
        offsets[i] = place.head++;
        timestamps[i] = place.timestamp;
        partitions[i] = place.partition(event.keyHash());
      }
    }
    return AppendResult.withRepeats(offsets, timestamps, partitions);
  }

  private StreamException refusal(WriteBatch batch, int at) {
    int code = (int) numbers[at];
    int fault = (int) numbers[at + 1];
    long detail = numbers[at + 2];
    if (fault > 0) {
      StreamName stream = batch.appends().get(fault - 1).stream();
      return code == 1
          ? StreamColumns.noStream(stream)
          : StreamException.of(
              ErrorCode.HEAD_MISMATCH,
              "the head of the stream " + stream + " is " + detail,
              Map.of("stream", stream.value(), "head", detail));
    }
    if (fault == 0) {
      return refusal(code, batch.stamp(), detail, numbers[at + 3]);
    }
    return refusal(code, batch.groups().get(-fault - 1), detail);
  }

  private static StreamException refusal(
      int code, ProducerStamp stamp, long epoch, long nextSequence) {
    Map<String, Object> details = Map.of("epoch", epoch, "next_sequence", nextSequence);
    String producer = "the producer " + stamp.producer();
    return switch (code) {
      case 1 -> StreamColumns.noStream(stamp.stream());
      case 6 ->
          StreamException.of(
              ErrorCode.PRODUCER_FENCED, producer + " is in epoch " + epoch, details);
      default ->
          StreamException.of(
              ErrorCode.OUT_OF_SEQUENCE,
              "the next number of " + producer + " is " + nextSequence,
              details);
    };
  }

  private static StreamException refusal(int code, GroupWrite write, long detail) {
    String group = "the group " + write.group() + " of the stream " + write.stream();
    return switch (code) {
      case 1 -> StreamColumns.noStream(write.stream());
      case 3 -> StreamException.of(ErrorCode.GROUP_NOT_FOUND, group + " does not exist");
      case 4 -> StreamException.of(ErrorCode.GROUP_EXISTS, group + " exists already");
      default ->
          StreamException.of(
              ErrorCode.FENCED,
              group + " is in generation " + detail,
              Map.of("generation", detail));
    };
  }
}
