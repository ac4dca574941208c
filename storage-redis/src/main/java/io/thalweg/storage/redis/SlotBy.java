package io.thalweg.storage.redis;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamName;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What decides the hash slot of a stream's keys. On a Redis Cluster one write is atomic over
 * streams that share a slot, and only over them; a single Redis does not mind.
 */
public enum SlotBy {
  /** The whole name: streams spread over the cluster one by one. */
  STREAM {
    @Override
    String tag(StreamName stream) {
      return stream.value();
    }
  },
  /** The name up to its first dot: {@code billing.orders} and {@code billing.refunds} share one. */
  PREFIX {
    @Override
    String tag(StreamName stream) {
      int dot = stream.value().indexOf('.');
      return dot < 0 ? stream.value() : stream.value().substring(0, dot);
    }
  },
  /** Nothing: all streams share one slot, and so one server. */
  ALL {
    @Override
    String tag(StreamName stream) {
      return "all";
    }
  };

  abstract String tag(StreamName stream);

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static SlotBy of(String label) {
    for (SlotBy each : values()) {
      if (each.label().equals(label)) {
        return each;
      }
    }
    List<String> all = Arrays.stream(values()).map(SlotBy::label).toList();
    throw StreamException.invalid("slot_by", "must be one of " + all);
  }
}
