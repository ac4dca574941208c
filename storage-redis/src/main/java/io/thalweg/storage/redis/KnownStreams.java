package io.thalweg.storage.redis;

import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.spi.WriteBatch;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What this node knows of the streams that it wrote to lately: which of them are for a {@link
 * PlainWrite}, and what has to be looked at before one. It may be wrong by now; the look shows it.
 * Not thread-safe: belongs to the context of {@link Writes}.
 */
final class KnownStreams {
  /** Whoever was written to longest ago is forgotten, and the script stores its next events. */
  private static final int STREAMS_MAX = 10_000;

  /** After somebody else wrote to a stream as well so many calls of this node go by the script. */
  private static final int PAUSE_CALLS = 16;

  private final Map<StreamName, Known> streams = new LinkedHashMap<>(16, 0.75f, true);

  private static final class Known {
    long generation;
    long head;
    int partitions;
    int callsLeft;
  }

  /** Of a plain batch, whether a transaction may store it. */
  boolean isForTransaction(WriteBatch batch) {
    Known known = streams.get(batch.appends().get(0).stream());
    return known != null
        && known.callsLeft == 0
        && (known.partitions <= Look.WHOLE_MAX || isKeyed(batch));
  }

  /** How many it has, as far as is known. */
  int partitions(StreamName stream) {
    Known known = streams.get(stream);
    return known == null ? 1 : known.partitions;
  }

  private static boolean isKeyed(WriteBatch batch) {
    EventCursor event = batch.appends().get(0).events().cursor();
    while (event.next()) {
      if (event.keyHash() < 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Has a transaction look at what it needs for these batches, whose streams are known.
   *
   * @param underWay what will be stored by then
   */
  void addTo(Look look, List<WriteBatch> batches, Map<StreamName, PlainStream> underWay) {
    for (WriteBatch batch : batches) {
      StreamName stream = batch.appends().get(0).stream();
      Known known = streams.get(stream);
      PlainStream then = underWay.get(stream);
      long head = then == null ? known.head : then.head();
      look.add(stream, known.partitions, head, batch.appends().get(0).events());
    }
  }

  /** A call of the script was done. */
  void wereStored(StreamName stream, long generation, long before, long head, int partitions) {
    Known known = streams.computeIfAbsent(stream, first -> new Known());
    boolean isFirst = known.generation != generation;
    boolean othersWrote = !isFirst && known.head != before;
    known.generation = generation;
    known.head = head;
    known.partitions = partitions;
    known.callsLeft = Math.max(0, (othersWrote ? PAUSE_CALLS : known.callsLeft) - 1);
    forgetEldest();
  }

  /** A transaction was done. */
  void isAt(StreamName stream, long head) {
    Known known = streams.get(stream);
    if (known != null) {
      known.head = head;
    }
  }

  /** No transaction for the stream for now. */
  void pause(StreamName stream) {
    Known known = streams.get(stream);
    if (known != null) {
      known.callsLeft = PAUSE_CALLS;
    }
  }

  private void forgetEldest() {
    if (streams.size() > STREAMS_MAX) {
      Iterator<StreamName> eldest = streams.keySet().iterator();
      eldest.next();
      eldest.remove();
    }
  }
}
