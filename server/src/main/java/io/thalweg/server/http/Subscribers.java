package io.thalweg.server.http;

import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBlock;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Who reads which stream through this node: sockets attached now, and consumers and group members
 * that polled within the last minute; and how much they got. Thread-safe; one object a node.
 *
 * <p>Bounded: beyond {@value #POLLERS_MAX} pollers a stream new ones are not counted.
 */
public final class Subscribers {
  static final int POLLERS_MAX = 10_000;
  private static final long POLLED_MS = 60_000;

  private final Map<StreamName, Readers> byStream = new ConcurrentHashMap<>();
  private final LongAdder eventsDelivered = new LongAdder();
  private final LongAdder bytesDelivered = new LongAdder();
  private final LongSupplier clock;

  public Subscribers() {
    this(() -> System.nanoTime() / 1_000_000);
  }

  /**
   * @param clock milliseconds that never go back
   */
  Subscribers(LongSupplier clock) {
    this.clock = clock;
  }

  /** A socket is attached to the stream until the attachment is closed. */
  public Attachment attach(StreamName stream) {
    return new Attachment(readers(stream));
  }

  /**
   * Somebody polled the stream.
   *
   * @param name what tells pollers of one stream apart
   */
  public void polled(StreamName stream, String name) {
    readers(stream).polled(name, clock.getAsLong());
  }

  /** How many read the stream now. */
  public int count(StreamName stream) {
    Readers readers = byStream.get(stream);
    if (readers == null) {
      return 0;
    }
    int count = readers.count(clock.getAsLong());
    if (count == 0) {
      byStream.computeIfPresent(stream, (name, idle) -> idle.isEmpty() ? null : idle);
    }
    return count;
  }

  /** Forgets a stream that is gone; attachments to it may still be closed. */
  public void forget(StreamName stream) {
    byStream.remove(stream);
  }

  /** Somebody got these events. */
  public void delivered(EventBlock events) {
    eventsDelivered.add(events.count());
    bytesDelivered.add(events.bytes());
  }

  /** How many events were delivered since the start, each as often as somebody got it. */
  public long eventsDelivered() {
    return eventsDelivered.sum();
  }

  /** The encoded size of these events. */
  public long bytesDelivered() {
    return bytesDelivered.sum();
  }

  /** Sockets that are attached to any stream now. */
  public int attached() {
    return byStream.values().stream().mapToInt(readers -> readers.attached.get()).sum();
  }

  private Readers readers(StreamName stream) {
    Readers known = byStream.get(stream);
    return known != null ? known : byStream.computeIfAbsent(stream, name -> new Readers());
  }

  /** One socket's place in the count. */
  public static final class Attachment implements AutoCloseable {
    private Readers readers;

    private Attachment(Readers readers) {
      this.readers = readers;
      readers.attached.incrementAndGet();
    }

    /** The socket is gone. Further calls do nothing. */
    @Override
    public synchronized void close() {
      if (readers != null) {
        readers.attached.decrementAndGet();
        readers = null;
      }
    }
  }

  private static final class Readers {
    final AtomicInteger attached = new AtomicInteger();
    private final Map<String, LastPoll> pollers = new ConcurrentHashMap<>();

    void polled(String name, long now) {
      LastPoll known = pollers.get(name);
      if (known != null) {
        known.at = now;
      } else if (pollers.size() < POLLERS_MAX || forgetIdle(now)) {
        pollers.put(name, new LastPoll(now));
      }
    }

    int count(long now) {
      forgetIdle(now);
      return attached.get() + pollers.size();
    }

    boolean isEmpty() {
      return attached.get() == 0 && pollers.isEmpty();
    }

    private boolean forgetIdle(long now) {
      boolean forgotten = false;
      for (Iterator<LastPoll> all = pollers.values().iterator(); all.hasNext(); ) {
        if (now - all.next().at > POLLED_MS) {
          all.remove();
          forgotten = true;
        }
      }
      return forgotten;
    }
  }

  private static final class LastPoll {
    volatile long at;

    LastPoll(long at) {
      this.at = at;
    }
  }
}
