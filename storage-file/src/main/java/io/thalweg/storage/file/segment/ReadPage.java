package io.thalweg.storage.file.segment;

import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.record.RecordFormat;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadQuery;
import java.util.Arrays;

/**
 * What one read has gathered so far. A single run of records is handed on where it lies; only a
 * second one makes it copy. Not thread-safe.
 */
public final class ReadPage {
  /** More than a page needs in which there is little; a full one grows a few times only. */
  private static final int CAPACITY = 64 * 1024;

  private final EventFilter filter;
  private final int eventsMax;
  private final int bytesMax;
  private long scanLeft;
  private byte[] array;
  private int from;
  private int to;
  private int count;
  private boolean owned;
  private boolean full;

  public ReadPage(ReadQuery query, long scanBytesMax) {
    this.filter = query.filter();
    this.eventsMax = query.eventsMax();
    this.bytesMax = query.bytesMax();
    this.scanLeft = scanBytesMax;
  }

  public EventFilter filter() {
    return filter;
  }

  /** Whether the read is to end. */
  public boolean isFull() {
    return full || count >= eventsMax || scanLeft <= 0;
  }

  /** How many more events are wanted at most. */
  public int eventsLeft() {
    return eventsMax - count;
  }

  /** How many more bytes are wanted at most; the first event may be larger. */
  public int bytesLeft() {
    return bytesMax - (to - from);
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /** Counts bytes that were looked at. */
  public void scanned(long bytes) {
    scanLeft -= bytes;
  }

  /**
   * Takes all records of a run that still fit; the run will not change any more.
   *
   * @return the index behind the last record taken
   */
  public int takeRun(byte[] bytes, int runFrom, int runTo) {
    int at = runFrom;
    int events = 0;
    int eventsLeft = eventsLeft();
    int bytesLeft = bytesLeft();
    while (at < runTo && events < eventsLeft) {
      int length = RecordFormat.length(bytes, at);
      if (at + length - runFrom > bytesLeft && count + events > 0) {
        full = true;
        break;
      }
      at += length;
      events++;
    }
    add(bytes, runFrom, at, events);
    return at;
  }

  /** Takes a run that is known to fit. */
  public void takeFitting(byte[] bytes, int runFrom, int runTo, int events) {
    add(bytes, runFrom, runTo, events);
  }

  /**
   * Takes the cursor's record if it is wanted.
   *
   * @return false if it is wanted but does not fit; the read ends before it
   */
  public boolean offer(EventCursor event) {
    return !filter.wants(event) || take(event.array(), event.at(), event.length());
  }

  /**
   * Takes a record if its type is wanted; that its partition is, is known.
   *
   * @return as {@link #offer(EventCursor)}
   */
  boolean offer(byte[] bytes, int recordFrom, int recordEnd) {
    if (filter.type() != null) {
      EventCursor event = new EventCursor(bytes, recordFrom, recordEnd);
      event.next();
      return offer(event);
    }
    return take(bytes, recordFrom, recordEnd - recordFrom);
  }

  private boolean take(byte[] bytes, int recordFrom, int length) {
    if (count > 0 && length > bytesLeft()) {
      full = true;
      return false;
    }
    own(length);
    System.arraycopy(bytes, recordFrom, array, to, length);
    to += length;
    count++;
    return true;
  }

  private void add(byte[] bytes, int runFrom, int runTo, int events) {
    if (events == 0) {
      return;
    }
    if (count == 0) {
      array = bytes;
      from = runFrom;
      to = runTo;
      owned = false;
    } else {
      own(runTo - runFrom);
      System.arraycopy(bytes, runFrom, array, to, runTo - runFrom);
      to += runTo - runFrom;
    }
    count += events;
  }

  /** Makes sure that so many bytes more can be written behind the last record. */
  private void own(int more) {
    int size = to - from;
    if (!owned) {
      byte[] own =
          new byte[Math.max(size + more, Math.min(bytesMax, Math.max(CAPACITY, 2 * size)))];
      if (size > 0) {
        System.arraycopy(array, from, own, 0, size);
      }
      array = own;
      from = 0;
      to = size;
      owned = true;
    } else if (to + more > array.length) {
      array = Arrays.copyOf(array, Math.max(to + more, expectedBytes()));
    }
  }

  /** What the whole page takes if events go on as they began, and some more. */
  private int expectedBytes() {
    long expected = (to / count + 1L) * eventsMax * 9 / 8;
    return (int) Math.min(bytesMax, Math.max(2L * to, Math.min(8L * to, expected)));
  }

  public EventBlock block() {
    return count == 0 ? EventBlock.empty() : new EventBlock(array, from, to, count);
  }
}
