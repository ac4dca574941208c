package io.thalweg.core.spi;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What a storage reads ahead for readers that go through a stream page by page: the next page,
 * while the one before is on its way to the client. Remembers who asks for what, and keeps a few
 * pages. Whether a page is still good when it is taken is for the storage to see to. Thread-safe.
 *
 * @param <S> what tells streams apart, by {@code equals}
 * @param <P> a page, as the storage keeps it
 */
public final class ReadAhead<S, P> {
  /** So that pages take 32 MiB at most. */
  private static final int PAGES_MAX = 8;

  private static final int PAGE_BYTES_MAX = 4 * 1024 * 1024;
  private static final int READERS_MAX = 64;

  /** So long a page is kept from others. */
  private static final long KEPT_NANOS = 1_000_000_000L;

  private final LongSupplier nanoTime;
  private final Map<Place<S>, Boolean> expected = new Recent<>(READERS_MAX);
  private final Map<Place<S>, Kept<P>> pages = new Recent<>(PAGES_MAX);

  private record Kept<P>(P page, long sinceNanos) {}

  /** Where a reader that goes on as before will ask next, and for what. */
  private record Place<S>(S stream, long from, EventFilter filter, int eventsMax, int bytesMax) {
    static <S> Place<S> of(S stream, ReadQuery query) {
      return new Place<>(
          stream,
          query.from(),
          query.filter().above(query.from()),
          query.eventsMax(),
          query.bytesMax());
    }
  }

  public ReadAhead() {
    this(System::nanoTime);
  }

  ReadAhead(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** The page if it was read ahead; it is given away once. Or null. */
  public P take(S stream, ReadQuery query) {
    Place<S> place = Place.of(stream, query);
    synchronized (this) {
      Kept<P> kept = pages.remove(place);
      return kept == null ? null : kept.page;
    }
  }

  /**
   * What to read ahead after a page was found: the next one, if this reader has gone on before and
   * there is room for it.
   *
   * @return null if there is nothing to be read ahead
   */
  public ReadQuery after(S stream, ReadQuery query, ReadResult found) {
    boolean wanted =
        query.bytesMax() <= PAGE_BYTES_MAX && found.next() > query.from() && found.hasMore();
    if (!wanted) {
      return null;
    }
    ReadQuery next =
        new ReadQuery(
            query.stream(), found.next(), query.filter(), query.eventsMax(), query.bytesMax());
    Place<S> here = Place.of(stream, query);
    Place<S> there = Place.of(stream, next);
    synchronized (this) {
      boolean goesOn = expected.remove(here) != null;
      expected.put(there, Boolean.TRUE);
      return goesOn && !pages.containsKey(there) && hasRoom() ? next : null;
    }
  }

  /**
   * Who reads more slowly than others keeps its page for a while: were it dropped for theirs and
   * theirs for its next, each page would be read twice. But nobody may ever come for it.
   */
  private boolean hasRoom() {
    if (pages.size() < PAGES_MAX) {
      return true;
    }
    Iterator<Kept<P>> longestKept = pages.values().iterator();
    if (nanoTime.getAsLong() - longestKept.next().sinceNanos < KEPT_NANOS) {
      return false;
    }
    longestKept.remove();
    return true;
  }

  /** Keeps the page that a query which {@link #after} returned has led to. */
  public void keep(S stream, ReadQuery query, P page) {
    Place<S> place = Place.of(stream, query);
    synchronized (this) {
      pages.put(place, new Kept<>(page, nanoTime.getAsLong()));
    }
  }

  private static final class Recent<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;
    private final int sizeMax;

    Recent(int sizeMax) {
      super(16, 0.75f, true);
      this.sizeMax = sizeMax;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > sizeMax;
    }
  }
}
