package io.thalweg.server.http;

import io.thalweg.core.bus.Producers;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.ProducerName;
import io.vertx.core.MultiMap;

/**
 * The headers of a publish whose events are numbered: all of them are there, or none.
 *
 * @param sequence the number of the first event
 */
record ProducerHeaders(ProducerName producer, long epoch, long sequence) {
  static final String PRODUCER = "Thalweg-Producer";
  static final String EPOCH = "Thalweg-Epoch";
  static final String SEQUENCE = "Thalweg-Sequence";

  private static final int DIGITS_MAX = 16;

  /** The headers, or null if there are none. */
  static ProducerHeaders of(MultiMap headers) {
    String producer = headers.get(PRODUCER);
    if (producer == null) {
      refuse(headers, EPOCH);
      refuse(headers, SEQUENCE);
      return null;
    }
    return new ProducerHeaders(name(producer), number(headers, EPOCH), number(headers, SEQUENCE));
  }

  private static void refuse(MultiMap headers, String name) {
    if (headers.contains(name)) {
      throw StreamException.invalid(name, "is of no use without " + PRODUCER);
    }
  }

  private static ProducerName name(String text) {
    try {
      return new ProducerName(text);
    } catch (StreamException refused) {
      throw StreamException.invalid(
          PRODUCER, refused.getMessage().substring(refused.field().length() + 1));
    }
  }

  private static long number(MultiMap headers, String name) {
    String text = headers.get(name);
    if (text == null) {
      throw StreamException.invalid(name, "is missing");
    }
    boolean whole =
        !text.isEmpty()
            && text.length() <= DIGITS_MAX
            && text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!whole || Long.parseLong(text) > Producers.NUMBER_MAX) {
      throw StreamException.invalid(name, "must be a whole number, 0 to " + Producers.NUMBER_MAX);
    }
    return Long.parseLong(text);
  }
}
