package io.thalweg.bench.load;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Events as JSON, with data of one size: a string that starts with a number of twelve digits, by
 * which an event is known again.
 */
public final class EventJson {

  static final int NUMBER_DIGITS = 12;
  private static final int ROUND_IT = 80;
  private static final String HEAD = "{\"event\":\"bench.event\",\"data\":\"";

  private final int size;
  private final int keys;

  /**
   * @param size bytes of one event's data, without its quotation marks
   * @param keys how many partition keys are gone round in; 0 leaves the key out
   */
  public EventJson(int size, int keys) {
    this.size = size;
    this.keys = keys;
    if (size < NUMBER_DIGITS) {
      throw new IllegalArgumentException(
          "data takes at least " + NUMBER_DIGITS + " bytes, not " + size);
    }
  }

  public int size() {
    return size;
  }

  /** One event. */
  public byte[] event(long number) {
    return ascii(padded(number));
  }

  /** An array of events with ascending numbers. */
  public byte[] batch(long first, int count) {
    ByteArrayOutputStream array = new ByteArrayOutputStream(count * (size + ROUND_IT) + 2);
    for (int i = 0; i < count; i++) {
      array.write(i == 0 ? '[' : ',');
      array.writeBytes(event(first + i));
    }
    array.write(']');
    return array.toByteArray();
  }

  /** Where in the event its number starts. */
  static int numberIndex() {
    return HEAD.length();
  }

  private String padded(long number) {
    return event(number, "x".repeat(size - NUMBER_DIGITS));
  }

  private String event(long number, String padding) {
    String key = keys == 0 ? "" : ",\"partition_key\":\"key-%06d\"".formatted(number % keys);
    return HEAD + "%012d".formatted(number) + padding + "\"" + key + "}";
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
