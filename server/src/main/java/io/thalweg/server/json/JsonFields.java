package io.thalweg.server.json;

import io.thalweg.core.error.StreamException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The members of a small JSON object in a request's body. Each is to be asked for by name; {@link
 * #refuseOthers} then refuses what nobody asked for, so that a typo is noticed. Not thread-safe.
 */
public final class JsonFields {
  private static final int MEMBERS_MAX = 64;
  private static final int NUMBER_MAX = 19;

  private final Map<String, Value> members = new LinkedHashMap<>();
  private final String place;
  private final int membersMax;

  JsonFields() {
    this("", MEMBERS_MAX);
  }

  /**
   * @param place the name of the object and a dot, or empty for the body itself
   */
  private JsonFields(String place, int membersMax) {
    this.place = place;
    this.membersMax = membersMax;
  }

  /** A member's JSON text and, if it is a string, what it says. */
  private static final class Value {
    final String json;
    final String text;
    boolean askedFor;

    Value(String json, String text) {
      this.json = json;
      this.text = text;
    }
  }

  /**
   * Parses a body.
   *
   * @param length 0 is an object without members
   * @throws StreamException {@code INVALID_REQUEST} if it is no JSON object or names a member twice
   */
  public static JsonFields parse(byte[] bytes, int length) {
    JsonFields fields = new JsonFields();
    if (length > 0) {
      fields.readAll(bytes, length);
    }
    return fields;
  }

  private void readAll(byte[] bytes, int length) {
    JsonScanner scanner = new JsonScanner(bytes, 0, length);
    try {
      scanner.expect('{', "the body must be an object, which begins with a brace");
      for (boolean first = true; scanner.nextMember(first); first = false) {
        read(bytes, scanner);
      }
      if (scanner.peek() != JsonScanner.END) {
        throw scanner.fault("there is more behind the end");
      }
    } catch (JsonSyntaxException malformed) {
      throw StreamException.invalid("body", "is malformed: " + malformed.getMessage());
    }
  }

  /** Takes the member whose name the scanner has read; its value comes next. */
  void read(byte[] bytes, JsonScanner scanner) {
    add(scanner.lastText().decode(), value(bytes, scanner));
  }

  private static Value value(byte[] bytes, JsonScanner scanner) {
    boolean string = scanner.peek() == '"';
    int from = scanner.at();
    scanner.skipValue();
    String json = new String(bytes, from, scanner.at() - from, StandardCharsets.UTF_8);
    return new Value(json, string ? scanner.lastText().decode() : null);
  }

  private void add(String name, Value value) {
    if (members.size() == membersMax) {
      String object = place.isEmpty() ? "body" : place.substring(0, place.length() - 1);
      throw StreamException.invalid(object, "has too many members");
    }
    if (members.put(name, value) != null) {
      throw invalid(name, "is given twice");
    }
  }

  private StreamException invalid(String name, String problem) {
    return StreamException.invalid(place + name, problem);
  }

  public boolean has(String name) {
    return members.containsKey(name);
  }

  /** A string, or null if it is absent. */
  public String text(String name) {
    Value value = ask(name);
    if (value != null && value.text == null) {
      throw invalid(name, "must be a string");
    }
    return value == null ? null : value.text;
  }

  /** What a string says, or a number as it is written; null if it is absent. */
  public String textOrNumber(String name) {
    Value value = ask(name);
    if (value == null || value.text != null) {
      return value == null ? null : value.text;
    }
    char first = value.json.charAt(0);
    if (first != '-' && (first < '0' || first > '9')) {
      throw invalid(name, "must be a string or a number");
    }
    return value.json;
  }

  /**
   * An object, or null if it is absent.
   *
   * @param membersMax how many members it may have
   */
  public JsonFields object(String name, int membersMax) {
    Value value = ask(name);
    if (value == null) {
      return null;
    }
    if (value.json.charAt(0) != '{') {
      throw invalid(name, "must be an object");
    }
    byte[] json = value.json.getBytes(StandardCharsets.UTF_8);
    JsonFields object = new JsonFields(place + name + ".", membersMax);
    object.readAll(json, json.length);
    return object;
  }

  /** An array of whole numbers; empty if it is absent. */
  public List<Long> numbers(String name, long min, long max) {
    Value value = ask(name);
    if (value == null) {
      return List.of();
    }
    if (value.json.charAt(0) != '[') {
      throw invalid(name, "must be an array");
    }
    List<Long> numbers = new ArrayList<>();
    byte[] json = value.json.getBytes(StandardCharsets.UTF_8);
    JsonScanner scanner = new JsonScanner(json, 1, json.length);
    for (boolean first = true; scanner.nextElement(first); first = false) {
      scanner.peek();
      int from = scanner.at();
      scanner.skipValue();
      String number = new String(json, from, scanner.at() - from, StandardCharsets.UTF_8);
      numbers.add(wholeNumber(name, number, min, max));
    }
    return numbers;
  }

  /** The names of all members. */
  public Set<String> names() {
    return members.keySet();
  }

  /** A whole number, or {@code absent}. */
  public long number(String name, long min, long max, long absent) {
    Value value = ask(name);
    if (value == null) {
      return absent;
    }
    return wholeNumber(name, value.json, min, max);
  }

  private long wholeNumber(String name, String json, long min, long max) {
    boolean whole =
        json.length() <= NUMBER_MAX
            && json.chars().skip(json.startsWith("-") ? 1 : 0).allMatch(c -> c >= '0' && c <= '9');
    try {
      long number = whole ? Long.parseLong(json) : 0;
      if (whole && number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException tooLarge) {
      // Told below.
    }
    throw invalid(name, "must be a whole number, " + min + " to " + max);
  }

  /** {@code true} or {@code false}, or {@code absent}. */
  public boolean flag(String name, boolean absent) {
    Value value = ask(name);
    if (value == null) {
      return absent;
    }
    return switch (value.json) {
      case "true" -> true;
      case "false" -> false;
      default -> throw invalid(name, "must be true or false");
    };
  }

  private Value ask(String name) {
    Value value = members.get(name);
    if (value != null) {
      value.askedFor = true;
    }
    return value;
  }

  /**
   * To be called after all members have been asked for.
   *
   * @throws StreamException {@code INVALID_REQUEST} naming a member that was not
   */
  public void refuseOthers() {
    members.forEach(
        (name, value) -> {
          if (!value.askedFor) {
            throw invalid(name, "is no field of this call");
          }
        });
  }
}
