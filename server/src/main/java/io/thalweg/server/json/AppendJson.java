package io.thalweg.server.json;

import io.thalweg.core.spi.AppendResult;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/** What a publish is answered with. */
public final class AppendJson {
  private static final byte[] SINGLE = ascii("{\"success\":true,\"offset\":");
  private static final byte[] BATCH = ascii("{\"success\":true,\"count\":");
  private static final byte[] FIRST_OFFSET = ascii(",\"first_offset\":");
  private static final byte[] LAST_OFFSET = ascii(",\"last_offset\":");
  private static final byte[] RESULTS = ascii(",\"results\":[");
  private static final byte[] OFFSET = ascii("{\"offset\":");
  private static final byte[] PARTITION = ascii(",\"partition\":");
  private static final byte[] TIMESTAMP = ascii(",\"timestamp\":");
  private static final byte[] DUPLICATE = ascii(",\"duplicate\":true");
  private static final int DIGITS_MAX = 19;
  private static final int SINGLE_MAX =
      SINGLE.length + PARTITION.length + TIMESTAMP.length + DUPLICATE.length + 3 * DIGITS_MAX + 1;
  private static final int BATCH_MAX =
      BATCH.length
          + FIRST_OFFSET.length
          + LAST_OFFSET.length
          + TIMESTAMP.length
          + RESULTS.length
          + 4 * DIGITS_MAX
          + 2;
  private static final int RESULT_MAX = 1 + OFFSET.length + PARTITION.length + DIGITS_MAX + 5 + 1;
  private static final int REPEAT_MAX = DUPLICATE.length + TIMESTAMP.length + DIGITS_MAX;

  private AppendJson() {}

  /** The answer to one event. */
  public static Buffer single(AppendResult result) {
    byte[] out = new byte[SINGLE_MAX];
    int to = Digits.put(result.offset(0), out, put(SINGLE, out, 0));
    to = Digits.put(result.partition(0), out, put(PARTITION, out, to));
    to = Digits.put(result.timestamp(0), out, put(TIMESTAMP, out, to));
    if (result.repeat(0)) {
      to = put(DUPLICATE, out, to);
    }
    out[to++] = '}';
    return Buffers.wrap(out, to);
  }

  /**
   * The answer to a batch: the lowest and the highest offset of its events, of which repeats may
   * lie anywhere below the others, and the highest one's timestamp. A repeat tells its own.
   */
  public static Buffer batch(AppendResult result) {
    int count = result.count();
    int highest = result.highest();
    byte[] out = new byte[BATCH_MAX + count * RESULT_MAX + result.repeats() * REPEAT_MAX];
    int to = Digits.put(count, out, put(BATCH, out, 0));
    to = Digits.put(result.offset(result.lowest()), out, put(FIRST_OFFSET, out, to));
    to = Digits.put(result.offset(highest), out, put(LAST_OFFSET, out, to));
    to = Digits.put(result.timestamp(highest), out, put(TIMESTAMP, out, to));
    to = put(RESULTS, out, to);
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        out[to++] = ',';
      }
      to = result(result, i, out, to);
    }
    out[to++] = ']';
    out[to++] = '}';
    return Buffers.wrap(out, to);
  }

  private static int result(AppendResult result, int i, byte[] out, int at) {
    int to = Digits.put(result.offset(i), out, put(OFFSET, out, at));
    to = Digits.put(result.partition(i), out, put(PARTITION, out, to));
    if (result.repeat(i)) {
      to = put(DUPLICATE, out, to);
      to = Digits.put(result.timestamp(i), out, put(TIMESTAMP, out, to));
    }
    out[to++] = '}';
    return to;
  }

  private static int put(byte[] source, byte[] out, int at) {
    System.arraycopy(source, 0, out, at, source.length);
    return at + source.length;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
