package io.thalweg.core.tail;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.EventCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A sink that remembers what it was told; may be looked at from any thread. */
final class Collector implements TailSink<EventBlock> {
  private final List<String> told = new ArrayList<>();
  private final List<Long> offsets = new ArrayList<>();
  private final List<EventBlock> blocks = new ArrayList<>();
  private BooleanSupplier ready = () -> true;
  private StreamException reason;

  /** What {@link #offer} returns from now on. */
  synchronized Collector readyIf(BooleanSupplier condition) {
    ready = condition;
    return this;
  }

  @Override
  public synchronized boolean offer(EventBlock block) {
    EventCursor event = block.cursor();
    long first = -1;
    while (event.next()) {
      first = first < 0 ? event.offset() : first;
      offsets.add(event.offset());
    }
    blocks.add(block);
    told.add("block at " + first);
    return ready.getAsBoolean();
  }

  @Override
  public synchronized void gap(long from, long to) {
    told.add("gap " + from + " to " + to);
  }

  @Override
  public synchronized void caughtUp(long head) {
    told.add("caught up at " + head);
  }

  @Override
  public synchronized void ended(StreamException reason) {
    this.reason = reason;
    told.add("ended: " + reason.code());
  }

  synchronized List<String> told() {
    return List.copyOf(told);
  }

  synchronized List<Long> offsets() {
    return List.copyOf(offsets);
  }

  synchronized List<EventBlock> blocks() {
    return List.copyOf(blocks);
  }

  synchronized StreamException reason() {
    return reason;
  }
}
