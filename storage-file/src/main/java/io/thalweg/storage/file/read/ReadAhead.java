package io.thalweg.storage.file.read;

import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.storage.file.stream.StreamLog;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The next pages of readers that go through a stream page by page: read while the one before is on
 * its way to the client. A few pages, the longest unused makes room. Thread-safe.
 */
final class ReadAhead {
  private static final int PAGES_MAX = 8;
  private static final int READERS_MAX = 64;
  private static final int PAGE_BYTES_MAX = 4 * 1024 * 1024;

  private final Map<Place, Boolean> expected = new Recent<>(READERS_MAX);
  private final Map<Place, ReadResult> pages = new Recent<>(PAGES_MAX);

  /** Where a reader that goes on as before will ask next, and for how much. */
  private record Place(StreamLog stream, long from, int eventsMax, int bytesMax) {
    static Place of(StreamLog stream, ReadQuery query) {
      return new Place(stream, query.from(), query.eventsMax(), query.bytesMax());
    }
  }

  /** The page if it was read ahead; it is given away once. Or null. */
  synchronized ReadResult take(StreamLog stream, ReadQuery query) {
    return query.filter().isAll() ? pages.remove(Place.of(stream, query)) : null;
  }

  /**
   * What to read ahead after a page was found: the next one, if this reader has gone on before.
   *
   * @return null if there is nothing to be read ahead
   */
  synchronized ReadQuery after(StreamLog stream, ReadQuery query, ReadResult found) {
    boolean wanted =
        query.filter().isAll()
            && query.bytesMax() <= PAGE_BYTES_MAX
            && found.next() > query.from()
            && found.next() < found.head();
    if (!wanted) {
      return null;
    }
    boolean goesOn = expected.remove(Place.of(stream, query)) != null;
    ReadQuery next =
        new ReadQuery(
            query.stream(), found.next(), query.filter(), query.eventsMax(), query.bytesMax());
    expected.put(Place.of(stream, next), Boolean.TRUE);
    return goesOn ? next : null;
  }

  /** Keeps a page, unless the stream ended in it: then the reader would get less than there is. */
  synchronized void keep(StreamLog stream, ReadQuery query, ReadResult read) {
    if (read.next() < read.head()) {
      pages.put(Place.of(stream, query), read);
    }
  }

  private static final class Recent<V> extends LinkedHashMap<Place, V> {
    private static final long serialVersionUID = 1L;
    private final int sizeMax;

    Recent(int sizeMax) {
      super(16, 0.75f, true);
      this.sizeMax = sizeMax;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Place, V> eldest) {
      return size() > sizeMax;
    }
  }
}
