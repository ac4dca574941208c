package io.thalweg.core.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBlock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadAheadTest {
  private static final StreamName ORDERS = new StreamName("orders");
  private static final int PAGES_MAX = 8;
  private static final long HEAD = 1_000_000;

  private final ReadAhead<StreamName, Long> ahead = new ReadAhead<>();

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
  void readsFewPagesTwiceHoweverManyReadInTurn() {
    int readers = 5 * PAGES_MAX;
    int taken = 0;
    int readAhead = 0;

    for (long from = 0; from < 100 * 100; from += 100) {
      for (int reader = 0; reader < readers; reader++) {
        ReadQuery query = query(from, EventFilter.partition(reader));
        taken += ahead.take(ORDERS, query) == null ? 0 : 1;
        ReadQuery next = ahead.after(ORDERS, query, found(from + 100));
        if (next != null) {
          ahead.keep(ORDERS, next, from);
          readAhead++;
        }
      }
    }

    assertThat(taken).isGreaterThan(readAhead * 3 / 4);
    assertThat(taken).isGreaterThan(90 * PAGES_MAX / 2);
  }

  @Test
  void forgetsPagesThatNobodyComesFor() {
    for (int reader = 0; reader < PAGES_MAX; reader++) {
      ahead.keep(ORDERS, query(100, EventFilter.partition(reader)), 1L);
    }
    List<Long> readAhead = new ArrayList<>();

    for (long from = 0; from < 100 * 100; from += 100) {
      ReadQuery query = query(from, EventFilter.ALL);
      ahead.take(ORDERS, query);
      ReadQuery next = ahead.after(ORDERS, query, found(from + 100));
      if (next != null) {
        ahead.keep(ORDERS, next, from);
        readAhead.add(from);
      }
    }

    assertThat(readAhead).hasSizeGreaterThan(30).contains(100L * 99);
  }

  private static ReadQuery query(long from, EventFilter filter) {
    return new ReadQuery(ORDERS, from, filter, 100, 1 << 20);
  }

  private static ReadResult found(long next) {
    return new ReadResult(EventBlock.empty(), next, 0, HEAD, 1);
  }
}
