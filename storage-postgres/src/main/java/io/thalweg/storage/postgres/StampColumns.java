package io.thalweg.storage.postgres;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.spi.ProducerStamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The stamps of batches turned into columns of the write function. Not thread-safe. */
final class StampColumns {
  /** What the write function answers for a repeat in place of a refusal. */
  static final int REPEAT = 8;

  private final List<ProducerStamp> stamps = new ArrayList<>();
  private final List<Integer> streams = new ArrayList<>();

  /**
   * Adds the next step's.
   *
   * @param stream the number of the stamp's stream, null without a stamp
   * @param stamp or null
   */
  void add(Integer stream, ProducerStamp stamp) {
    streams.add(stream);
    stamps.add(stamp);
  }

  ProducerStamp stamp(int step) {
    return stamps.get(step);
  }

  void addTo(List<Object> parameters) {
    parameters.add(streams.toArray(Integer[]::new));
    parameters.add(column(ProducerStamp::producer).toArray(String[]::new));
    parameters.add(column(ProducerStamp::epoch).toArray(Long[]::new));
    parameters.add(column(ProducerStamp::sequence).toArray(Long[]::new));
    parameters.add(column(ProducerStamp::count).toArray(Integer[]::new));
    parameters.add(column(ProducerStamp::keepMs).toArray(Long[]::new));
  }

  private List<Object> column(Function<ProducerStamp, Object> value) {
    List<Object> column = new ArrayList<>(stamps.size());
    for (ProducerStamp stamp : stamps) {
      column.add(stamp == null ? null : value.apply(stamp));
    }
    return column;
  }

  static StreamException refusal(int code, ProducerStamp stamp, Long epoch, Long nextSequence) {
    long next = nextSequence == null ? 0 : nextSequence;
    Map<String, Object> kept = Map.of("epoch", epoch == null ? 0L : epoch, "next_sequence", next);
    return switch (code) {
      case 6 ->
          StreamException.of(
              ErrorCode.PRODUCER_FENCED,
              "the producer " + stamp.producer() + " is in epoch " + epoch,
              kept);
      case 7 ->
          StreamException.of(
              ErrorCode.OUT_OF_SEQUENCE,
              "the next number of the producer " + stamp.producer() + " is " + next,
              kept);
      default -> throw new IllegalStateException("refusal " + code);
    };
  }
}
