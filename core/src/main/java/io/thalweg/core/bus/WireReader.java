package io.thalweg.core.bus;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.spi.AppendResult;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * Reads what {@link WireWriter} wrote. Fails with a {@code RuntimeException} on anything else. Not
 * thread-safe.
 */
final class WireReader {
  private static final WireTag[] TAGS = WireTag.values();

  private final Buffer in;
  private int at;

  private WireReader(Buffer in, int at) {
    this.in = in;
    this.at = at;
  }

  /** The value that begins at this place and takes all the rest. */
  static Object read(Buffer in, int at) {
    WireReader reader = new WireReader(in, at);
    Object value = reader.value();
    if (reader.at != in.length()) {
      throw new IllegalArgumentException("there is more behind the message");
    }
    return value;
  }

  private Object value() {
    return switch (TAGS[in.getUnsignedByte(at++)]) {
      case NULL -> null;
      case FALSE -> false;
      case TRUE -> true;
      case INT -> i32();
      case LONG -> i64();
      case TEXT -> text();
      case INTS -> ints();
      case LIST -> list();
      case SET -> new LinkedHashSet<>(list());
      case MAP -> map();
      case ENUM -> type().constants()[i32()];
      case RECORD -> record();
      case BLOCK -> block();
      case BATCH -> batch();
      case APPENDED -> appended();
      case FAILURE -> failure();
    };
  }

  private Object record() {
    WireTypes.Type type = type();
    Object[] values = new Object[type.components().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value();
    }
    return type.make(values);
  }

  private int[] ints() {
    int[] numbers = new int[count(Integer.BYTES)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i32();
    }
    return numbers;
  }

  private List<Object> list() {
    int count = count(1);
    List<Object> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(value());
    }
    return list;
  }

  private Map<Object, Object> map() {
    List<Object> keys = list();
    Map<Object, Object> map = new LinkedHashMap<>();
    keys.forEach(key -> map.put(key, value()));
    return map;
  }

  private EventBlock block() {
    int events = i32();
    byte[] bytes = bytes();
    return new EventBlock(bytes, 0, bytes.length, events);
  }

  private EventBatch batch() {
    int events = i32();
    byte[] bytes = bytes();
    return EventBatch.encoded(bytes, events, (Boolean) value());
  }

  private AppendResult appended() {
    int count = count(Long.BYTES + Long.BYTES + Integer.BYTES);
    long[] offsets = new long[count];
    long[] timestamps = new long[count];
    int[] partitions = new int[count];
    for (int i = 0; i < count; i++) {
      offsets[i] = i64();
      timestamps[i] = i64();
      partitions[i] = i32();
    }
    return AppendResult.withRepeats(offsets, timestamps, partitions);
  }

  private StreamException failure() {
    ErrorCode code = (ErrorCode) value();
    String field = (String) value();
    String message = (String) value();
    Map<String, Object> details = new LinkedHashMap<>();
    ((Map<?, ?>) value()).forEach((key, detail) -> details.put((String) key, detail));
    return StreamException.received(code, field, message, details);
  }

  private WireTypes.Type type() {
    return WireTypes.numbered(in.getUnsignedByte(at++));
  }

  private String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  private byte[] bytes() {
    int length = count(1);
    byte[] bytes = in.getBytes(at, at + length);
    at += length;
    return bytes;
  }

  /** A number of things of which each takes so many bytes at least: no more than there are. */
  private int count(int bytesEach) {
    int count = i32();
    if (count < 0 || count > (in.length() - at) / bytesEach) {
      throw new IllegalArgumentException("the message was cut short");
    }
    return count;
  }

  private int i32() {
    at += Integer.BYTES;
    return in.getInt(at - Integer.BYTES);
  }

  private long i64() {
    at += Long.BYTES;
    return in.getLong(at - Long.BYTES);
  }
}
