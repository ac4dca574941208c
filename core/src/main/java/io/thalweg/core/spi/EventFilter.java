package io.thalweg.core.spi;

import io.thalweg.core.model.TypePattern;
import io.thalweg.core.record.EventCursor;
import java.util.Arrays;
import java.util.Objects;

/**
 * Which events of a stream a reader wants: by partition, with a start of its own for each, and by
 * type. Immutable.
 */
public final class EventFilter {
  /** Everything. */
  public static final EventFilter ALL = new EventFilter(null, null);

  private static final long NEVER = Long.MAX_VALUE;

  private final long[] starts;
  private final TypePattern type;

  private EventFilter(long[] starts, TypePattern type) {
    this.starts = starts;
    this.type = type;
  }

  /** One partition. */
  public static EventFilter partition(int partition) {
    long[] starts = new long[partition + 1];
    Arrays.fill(starts, NEVER);
    starts[partition] = 0;
    return new EventFilter(starts, null);
  }

  /**
   * Some partitions, each from an offset of its own.
   *
   * @param startByPartition the first offset wanted of each partition, negative for none of it;
   *     partitions beyond the array are not wanted
   */
  public static EventFilter starts(long[] startByPartition) {
    long[] starts = startByPartition.clone();
    for (int i = 0; i < starts.length; i++) {
      starts[i] = starts[i] < 0 ? NEVER : starts[i];
    }
    return new EventFilter(starts, null);
  }

  /** The same partitions, only events whose type fits. */
  public EventFilter withType(TypePattern pattern) {
    return new EventFilter(starts, pattern);
  }

  /**
   * What chooses the same among events at and above an offset. Of two filters for the same
   * partitions that do so there, what this returns is equal.
   */
  public EventFilter above(long offset) {
    if (starts == null) {
      return this;
    }
    long[] lowered = starts.clone();
    for (int i = 0; i < lowered.length; i++) {
      lowered[i] = lowered[i] <= offset ? 0 : lowered[i];
    }
    return new EventFilter(lowered, type);
  }

  /** Whether nothing is left out. */
  public boolean isAll() {
    return starts == null && type == null;
  }

  /** Whether events are chosen by partition. */
  public boolean byPartition() {
    return starts != null;
  }

  /** Whether any event of the partition may be wanted. */
  public boolean wantsPartition(int partition) {
    return starts == null || (partition < starts.length && starts[partition] != NEVER);
  }

  /** If chosen by partition: one more than the highest partition that may be wanted; else 0. */
  public int partitionsEnd() {
    return starts == null ? 0 : starts.length;
  }

  /** If chosen by partition: the first offset wanted of it, {@code Long.MAX_VALUE} for none. */
  public long start(int partition) {
    return starts[partition];
  }

  /** The pattern asked of the type, or null. */
  public TypePattern type() {
    return type;
  }

  /** Whether the event in the partition at the offset is wanted, whatever its type. */
  public boolean wants(int partition, long offset) {
    return starts == null || (partition < starts.length && offset >= starts[partition]);
  }

  /** Whether the cursor's event is wanted. */
  public boolean wants(EventCursor event) {
    return (starts == null || wants(event.partition(), event.offset()))
        && (type == null || type.matches(event.type()));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EventFilter that
        && Arrays.equals(starts, that.starts)
        && Objects.equals(type, that.type);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(starts) + Objects.hashCode(type);
  }

  @Override
  public String toString() {
    return "EventFilter[starts=" + Arrays.toString(starts) + ", type=" + type + "]";
  }
}
