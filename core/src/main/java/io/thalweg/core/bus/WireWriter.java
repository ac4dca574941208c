package io.thalweg.core.bus;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.spi.AppendResult;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes values, each behind a {@link WireTag}. Not thread-safe. */
final class WireWriter {
  private final Buffer out = Buffer.buffer(256);

  static Buffer write(Object value) {
    WireWriter writer = new WireWriter();
    writer.value(value);
    return writer.out;
  }

  private void value(Object value) {
    if (value == null) {
      tag(WireTag.NULL);
    } else if (value instanceof Boolean truth) {
      tag(truth ? WireTag.TRUE : WireTag.FALSE);
    } else if (value instanceof Integer number) {
      tag(WireTag.INT).out.appendInt(number);
    } else if (value instanceof Long number) {
      tag(WireTag.LONG).out.appendLong(number);
    } else if (value instanceof String text) {
      tag(WireTag.TEXT).bytes(text.getBytes(StandardCharsets.UTF_8));
    } else if (value instanceof int[] numbers) {
      tag(WireTag.INTS).ints(numbers);
    } else if (value instanceof List<?> list) {
      tag(WireTag.LIST).all(list);
    } else if (value instanceof Set<?> set) {
      tag(WireTag.SET).all(set);
    } else if (value instanceof Map<?, ?> map) {
      tag(WireTag.MAP).all(map.keySet());
      map.values().forEach(this::value);
    } else if (value instanceof Enum<?> constant) {
      tag(WireTag.ENUM).out.appendUnsignedByte(number(constant)).appendInt(constant.ordinal());
    } else {
      composed(value);
    }
  }

  private void composed(Object value) {
    if (value instanceof EventBlock block) {
      tag(WireTag.BLOCK).out.appendInt(block.count()).appendInt(block.bytes());
      out.appendBytes(block.array(), block.from(), block.bytes());
    } else if (value instanceof EventBatch batch) {
      tag(WireTag.BATCH).out.appendInt(batch.count()).appendInt(batch.bytes());
      out.appendBytes(batch.array(), 0, batch.bytes());
      value(batch.withIds());
    } else if (value instanceof AppendResult result) {
      tag(WireTag.APPENDED).appended(result);
    } else if (value instanceof StreamException failure) {
      tag(WireTag.FAILURE).failure(failure);
    } else {
      tag(WireTag.RECORD).record(value);
    }
  }

  private void record(Object value) {
    WireTypes.Type type = WireTypes.of(value);
    out.appendUnsignedByte((short) type.number());
    for (int i = 0; i < type.components().size(); i++) {
      value(type.component(i, value));
    }
  }

  private void appended(AppendResult result) {
    out.appendInt(result.count());
    for (int i = 0; i < result.count(); i++) {
      out.appendLong(result.repeat(i) ? -1 - result.offset(i) : result.offset(i))
          .appendLong(result.timestamp(i))
          .appendInt(result.partition(i));
    }
  }

  private void failure(StreamException failure) {
    value(failure.code());
    value(failure.field());
    value(failure.getMessage());
    value(failure.details());
  }

  private void ints(int[] numbers) {
    out.appendInt(numbers.length);
    for (int number : numbers) {
      out.appendInt(number);
    }
  }

  private void all(Collection<?> values) {
    out.appendInt(values.size());
    values.forEach(this::value);
  }

  private void bytes(byte[] bytes) {
    out.appendInt(bytes.length).appendBytes(bytes);
  }

  private static short number(Object value) {
    return (short) WireTypes.of(value).number();
  }

  private WireWriter tag(WireTag tag) {
    out.appendByte((byte) tag.ordinal());
    return this;
  }
}
