package io.thalweg.server.http;

import io.thalweg.core.error.StreamException;
import java.util.ArrayList;
import java.util.List;

/**
 * The parameters of a request's query. Each is to be asked for by name; {@link #refuseOthers} then
 * refuses what nobody asked for, so that a typo is noticed. Not thread-safe.
 */
public final class Query {
  private static final int PARAMETERS_MAX = 64;

  private final List<Parameter> parameters;

  private Query(List<Parameter> parameters) {
    this.parameters = parameters;
  }

  /**
   * Parses a query.
   *
   * @param text what follows the question mark, or null
   * @throws StreamException {@code INVALID_REQUEST} if it is malformed or names a parameter twice
   */
  static Query parse(String text) {
    if (text == null || text.isEmpty()) {
      return new Query(List.of());
    }
    Query query = new Query(new ArrayList<>(6));
    int at = 0;
    while (at <= text.length()) {
      int ampersand = text.indexOf('&', at);
      int end = ampersand < 0 ? text.length() : ampersand;
      if (end > at) {
        query.add(text, at, end);
      }
      at = end + 1;
    }
    return query;
  }

  /**
   * Refuses a query that the router, which reads queries, too, and logs those that it cannot, must
   * not see.
   *
   * @throws StreamException {@code INVALID_REQUEST} if it cannot be decoded
   */
  static void check(String text) {
    if (text != null && text.indexOf('%') >= 0) {
      PercentText.decode(text, 0, text.length(), true);
    }
  }

  private void add(String text, int at, int end) {
    int equals = text.indexOf('=', at);
    int nameEnd = equals < 0 || equals > end ? end : equals;
    String name = PercentText.decode(text, at, nameEnd, true);
    if (find(name) != null) {
      throw StreamException.invalid(shown(name), "is given twice");
    }
    if (parameters.size() == PARAMETERS_MAX) {
      throw StreamException.invalid("uri", "has too many parameters");
    }
    parameters.add(
        new Parameter(name, PercentText.decode(text, Math.min(nameEnd + 1, end), end, true)));
  }

  /** The value, or null if the parameter is absent. */
  public String text(String name) {
    Parameter parameter = find(name);
    if (parameter == null) {
      return null;
    }
    parameter.askedFor = true;
    if (parameter.value.isEmpty()) {
      throw StreamException.invalid(name, "must not be empty");
    }
    return parameter.value;
  }

  /** A whole number, or {@code absent}. */
  public long number(String name, long min, long max, long absent) {
    String text = text(name);
    return text == null ? absent : number(name, text, min, max);
  }

  /** A duration in milliseconds, or {@code absent}. */
  public long durationMs(String name, long maxMs, String maxText, long absent) {
    String text = text(name);
    if (text == null) {
      return absent;
    }
    long ms = DurationText.parse(name, text);
    if (ms > maxMs) {
      throw StreamException.invalid(name, "must be at most " + maxText);
    }
    return ms;
  }

  /** {@code true} or {@code false}, or {@code absent}. */
  public boolean flag(String name, boolean absent) {
    String text = text(name);
    if (text == null) {
      return absent;
    }
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw StreamException.invalid(name, "must be true or false");
    };
  }

  /**
   * To be called after all parameters have been asked for.
   *
   * @throws StreamException {@code INVALID_REQUEST} naming a parameter that was not
   */
  public void refuseOthers() {
    for (Parameter parameter : parameters) {
      if (!parameter.askedFor) {
        throw StreamException.invalid(shown(parameter.name), "is no parameter of this call");
      }
    }
  }

  /** Parses a decimal whole number: digits with at most a minus before them. */
  static long number(String name, String text, long min, long max) {
    long value;
    try {
      value = text.charAt(0) == '+' ? Long.MIN_VALUE : Long.parseLong(text);
    } catch (NumberFormatException malformed) {
      value = Long.MIN_VALUE;
    }
    if (value < min || value > max || !isAscii(text)) {
      throw StreamException.invalid(name, "must be a whole number, " + min + " to " + max);
    }
    return value;
  }

  // Long.parseLong takes the digits of every script.
  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  private Parameter find(String name) {
    for (int i = 0; i < parameters.size(); i++) {
      if (parameters.get(i).name.equals(name)) {
        return parameters.get(i);
      }
    }
    return null;
  }

  // A name that we do not know may be anything: no reason to send back more than helps.
  private static String shown(String name) {
    return name.length() <= 64 ? name : name.substring(0, 64);
  }

  private static final class Parameter {
    final String name;
    final String value;
    boolean askedFor;

    Parameter(String name, String value) {
      this.name = name;
      this.value = value;
    }
  }
}
