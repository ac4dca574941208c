package io.thalweg.core.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBlock;
import org.junit.jupiter.api.Test;

class ReadAheadTest {
  private static final StreamName ORDERS = new StreamName("orders");
  private static final int PAGES_MAX = 8;
  private static final long HEAD = 1_000_000;

  private long nowNanos;
  private final ReadAhead<StreamName, Long> ahead = new ReadAhead<>(() -> nowNanos);

  @Test
  void readsAheadForWhoeverGoesOn() {
    assertThat(ahead.after(ORDERS, query(0, EventFilter.ALL), found(100))).isNull();

    assertThat(ahead.after(ORDERS, query(100, EventFilter.ALL), found(200)))
        .isEqualTo(query(200, EventFilter.ALL));
  }

  @Test
  void readsNothingAheadForWhoeverBeginsElsewhere() {
    ahead.after(ORDERS, query(0, EventFilter.ALL), found(100));

    assertThat(ahead.after(ORDERS, query(500, EventFilter.ALL), found(600))).isNull();
  }

  @Test
  void readsNothingAheadAtTheHead() {
    ahead.after(ORDERS, query(0, EventFilter.ALL), found(100));

    assertThat(ahead.after(ORDERS, query(100, EventFilter.ALL), found(HEAD))).isNull();
  }

  @Test
  void knowsWhoeverGoesOnByWhatIsWanted() {
    EventFilter first = EventFilter.starts(new long[] {0, -1});
    EventFilter second = EventFilter.starts(new long[] {-1, 0});
    ahead.after(ORDERS, query(0, first), found(100));

    assertThat(ahead.after(ORDERS, query(100, second), found(200))).isNull();
    // A member of a group asks for its partitions from where it is.
    EventFilter goneOn = EventFilter.starts(new long[] {100, -1});
    assertThat(ahead.after(ORDERS, query(100, goneOn), found(200))).isEqualTo(query(200, goneOn));
  }

  @Test
  void givesAPageAwayOnce() {
    ahead.keep(ORDERS, query(100, EventFilter.ALL), 1L);

    assertThat(ahead.take(ORDERS, query(200, EventFilter.ALL))).isNull();
    assertThat(ahead.take(new StreamName("others"), query(100, EventFilter.ALL))).isNull();
    assertThat(ahead.take(ORDERS, query(100, EventFilter.ALL))).isEqualTo(1L);
    assertThat(ahead.take(ORDERS, query(100, EventFilter.ALL))).isNull();
  }

  @Test
  void readsNoPageTwiceThatIsThere() {
    ahead.after(ORDERS, query(0, EventFilter.ALL), found(100));
    ahead.after(ORDERS, query(100, EventFilter.ALL), found(200));
    ahead.keep(ORDERS, query(200, EventFilter.ALL), 1L);
    ahead.after(ORDERS, query(0, EventFilter.ALL), found(100));

    assertThat(ahead.after(ORDERS, query(100, EventFilter.ALL), found(200))).isNull();
  }

  @Test
  void readsNoPageTwiceHoweverManyReadInTurn() {
    assertThat(readInTurn(5 * PAGES_MAX, 100)).isEqualTo(PAGES_MAX * 98);
  }

  @Test
  void forgetsPagesThatNobodyComesForIfOthersNeedTheirPlace() {
    for (int reader = 0; reader < PAGES_MAX; reader++) {
      ahead.keep(ORDERS, query(7, EventFilter.partition(reader)), 1L);
    }

    assertThat(readInTurn(4, 100)).isZero();
    nowNanos = 1_000_000_000L;
    assertThat(readInTurn(4, 100)).isEqualTo(4 * 98);
  }

  /** Returns how many of the pages that they read had been read ahead: all that were. */
  private int readInTurn(int readers, int pages) {
    int taken = 0;
    int kept = 0;
    for (long page = 0; page < pages; page++) {
      for (int reader = 0; reader < readers; reader++) {
        ReadQuery query = query(page * 100, EventFilter.partition(reader));
        taken += ahead.take(ORDERS, query) == null ? 0 : 1;
        boolean isLast = page == pages - 1;
        ReadQuery next = ahead.after(ORDERS, query, found(isLast ? HEAD : page * 100 + 100));
        if (next != null) {
          ahead.keep(ORDERS, next, page);
          kept++;
        }
      }
    }
    assertThat(taken).isEqualTo(kept);
    return taken;
  }

  private static ReadQuery query(long from, EventFilter filter) {
    return new ReadQuery(ORDERS, from, filter, 100, 1 << 20);
  }

  private static ReadResult found(long next) {
    return new ReadResult(EventBlock.empty(), next, 0, HEAD, 1);
  }
}
