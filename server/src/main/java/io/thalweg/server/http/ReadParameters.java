package io.thalweg.server.http;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.TypePattern;
import io.thalweg.core.spi.EventFilter;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/**
 * The parameters that every way of reading a stream by offset has in common: {@code from_offset},
 * {@code from_time}, {@code partition}, {@code event}, {@code generation} and {@code on_gap}.
 *
 * @param start where {@code value} counts from
 * @param value an offset, a number of events, or epoch milliseconds, by {@code start}
 * @param partition the only one wanted, or {@link #ANY}
 * @param type the events wanted, or null for all
 * @param generation the incarnation of the stream that is meant, or {@link #ANY}
 * @param failOnGap whether to fail rather than go on behind what retention has removed
 * @param startField what of the request says where to start
 */
public record ReadParameters(
    Start start,
    long value,
    int partition,
    TypePattern type,
    long generation,
    boolean failOnGap,
    String startField) {
  public static final int ANY = -1;

  /** What a place to start is given by. */
  public enum Start {
    /** The oldest event that is retained. */
    EARLIEST,
    /** The next event to come. */
    LATEST,
    /** The offset {@code value}. */
    OFFSET,
    /** The last {@code value} events. */
    LAST,
    /** The first event at or after the time {@code value}. */
    TIME
  }

  /**
   * Takes the parameters from a query.
   *
   * @throws StreamException {@code INVALID_REQUEST} naming the parameter at fault
   */
  public static ReadParameters of(Query query) {
    String fromOffset = query.text("from_offset");
    String fromTime = query.text("from_time");
    if (fromOffset != null && fromTime != null) {
      throw StreamException.invalid("from_time", "cannot be given together with from_offset");
    }
    Start start = fromTime != null ? Start.TIME : start(fromOffset);
    return new ReadParameters(
        start,
        value(start, fromTime != null ? fromTime : fromOffset),
        (int) query.number("partition", 0, StreamConfig.PARTITIONS_MAX - 1, ANY),
        type(query),
        query.number("generation", 0, Long.MAX_VALUE, ANY),
        failOnGap(query),
        fromTime != null ? "from_time" : "from_offset");
  }

  /**
   * The same, but from an offset: for a reader that says elsewhere how far it has come.
   *
   * @param field where it says so
   */
  public ReadParameters from(long offset, String field) {
    return new ReadParameters(Start.OFFSET, offset, partition, type, generation, failOnGap, field);
  }

  /** Which events are wanted. */
  public EventFilter filter() {
    EventFilter filter = partition == ANY ? EventFilter.ALL : EventFilter.partition(partition);
    return type == null ? filter : filter.withType(type);
  }

  private static Start start(String fromOffset) {
    if (fromOffset == null) {
      return Start.EARLIEST;
    }
    return switch (fromOffset) {
      case "earliest" -> Start.EARLIEST;
      case "latest" -> Start.LATEST;
      default -> fromOffset.startsWith("-") ? Start.LAST : Start.OFFSET;
    };
  }

  private static long value(Start start, String text) {
    return switch (start) {
      case EARLIEST, LATEST -> 0;
      case TIME -> time(text);
      case OFFSET -> offset(text, text);
      case LAST -> offset(text, text.substring(1));
    };
  }

  private static long offset(String text, String digits) {
    boolean plain =
        !digits.isEmpty()
            && digits.length() <= 18
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!plain) {
      throw StreamException.invalid(
          "from_offset", "must be an offset, earliest, latest, or -N for the last N events");
    }
    return Long.parseLong(digits);
  }

  private static long time(String text) {
    try {
      if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return Long.parseLong(text);
      }
      // A plus that was not percent-encoded has become a space.
      Instant instant = OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
      return Math.max(0, instant.toEpochMilli());
    } catch (DateTimeParseException | NumberFormatException | ArithmeticException malformed) {
      throw StreamException.invalid(
          "from_time", "must be a time such as 2026-01-31T12:00:00Z, or epoch milliseconds");
    }
  }

  private static TypePattern type(Query query) {
    String pattern = query.text("event");
    return pattern == null ? null : new TypePattern(pattern);
  }

  private static boolean failOnGap(Query query) {
    String onGap = query.text("on_gap");
    if (onGap != null && !onGap.equals("error") && !onGap.equals("skip")) {
      throw StreamException.invalid("on_gap", "must be skip or error");
    }
    return "error".equals(onGap);
  }
}
