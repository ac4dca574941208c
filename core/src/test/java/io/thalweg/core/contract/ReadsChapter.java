package io.thalweg.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Bounded reads of everything. */
abstract class ReadsChapter extends ContractChapter {
  ReadsChapter(StorageContract contract, boolean reopens) {
    super(contract, reopens);
  }

  @Test
  void findsNothingInAnEmptyStream() {
    long generation = create(ORDERS).generation();
    revisit();

    ReadResult result = read(ORDERS, 0);

    assertThat(result.events().isEmpty()).isTrue();
    assertThat(result.events().cursor().next()).isFalse();
    assertThat(result.next()).isZero();
    assertThat(result.minOffset()).isZero();
    assertThat(result.head()).isZero();
    assertThat(result.generation()).isEqualTo(generation);
  }

  @Test
  void refusesAMissingStream() {
    ReadQuery query = new ReadQuery(MISSING, 0, EventFilter.ALL, 1, 1);

    assertThat(failureOf(storage().read(query)).code()).isEqualTo(ErrorCode.STREAM_NOT_FOUND);
  }

  @Test
  void startsAtTheOffsetAskedFor() {
    create(ORDERS);
    append(ORDERS, numbered(0, 10));
    revisit();

    ReadResult result = read(ORDERS, 7);

    assertThat(contents(StoredEvent.in(result.events()))).containsExactly(numbered(7, 3));
    assertThat(result.next()).isEqualTo(10);
    assertThat(result.minOffset()).isZero();
    assertThat(result.head()).isEqualTo(10);
  }

  @Test
  void findsNothingAtTheHead() {
    create(ORDERS);
    append(ORDERS, events(10));
    revisit();

    ReadResult result = read(ORDERS, 10);

    assertThat(result.events().isEmpty()).isTrue();
    assertThat(result.next()).isEqualTo(10);
  }

  @Test
  void tellsBothEndsToAReaderAboveTheHead() {
    create(ORDERS);
    append(ORDERS, events(10));
    revisit();

    for (long from : new long[] {11, 1L << 40, Long.MAX_VALUE}) {
      ReadResult result = read(ORDERS, from);

      assertThat(result.events().isEmpty()).isTrue();
      assertThat(result.next()).isGreaterThanOrEqualTo(10);
      assertThat(result.minOffset()).isZero();
      assertThat(result.head()).isEqualTo(10);
    }
  }

  @Test
  void startsAtTheOldestEventIfAskedForOlderOnes() {
    create(ORDERS, new StreamConfig(1, 0, 0, 4, 0));
    append(ORDERS, numbered(0, 10));
    await(storage().enforceRetention(0));
    revisit();

    ReadResult result = read(ORDERS, 2);

    assertThat(result.minOffset()).isEqualTo(6);
    assertThat(contents(StoredEvent.in(result.events()))).containsExactly(numbered(6, 4));
  }

  @Test
  void findsNothingWhereRetentionLeftNothing() {
    create(ORDERS, new StreamConfig(1, 1_000, 0, 0, 0));
    append(ORDERS, numbered(0, 10));
    await(storage().enforceRetention(System.currentTimeMillis() + 1_000_000));
    revisit();

    ReadResult result = read(ORDERS, 3);

    assertThat(result.events().isEmpty()).isTrue();
    assertThat(result.next()).isEqualTo(10);
    assertThat(result.minOffset()).isEqualTo(10);
    assertThat(result.head()).isEqualTo(10);
  }

  @Test
  void stopsAtTheLimitOfEvents() {
    create(ORDERS, config(3));
    append(ORDERS, numbered(0, 50));
    revisit();

    for (int limit : new int[] {1, 7, 49, 50, 51}) {
      ReadQuery query = new ReadQuery(ORDERS, 0, EventFilter.ALL, limit, Integer.MAX_VALUE);
      assertThat(contents(readAll(query))).containsExactly(numbered(0, 50));
    }
  }

  @Test
  void stopsAtTheLimitOfBytes() {
    create(ORDERS, config(3));
    List<SampleEvent> published = new RandomEvents(6).next(50);
    append(ORDERS, SampleEvent.batch(published));
    revisit();

    for (int limit : new int[] {1, 300, 301, 302, 1_000, 5_000}) {
      ReadQuery query = new ReadQuery(ORDERS, 0, EventFilter.ALL, 1_000, limit);
      assertThat(contents(readAll(query))).isEqualTo(published);
    }
  }

  @Test
  void givesOneEventHoweverLargeItIs() {
    create(ORDERS);
    SampleEvent large = event("large").withData('"' + "x".repeat(300_000) + '"');
    append(ORDERS, event("small"), large, event("small"));
    revisit();

    ReadResult result =
        await(storage().read(new ReadQuery(ORDERS, 1, EventFilter.ALL, 100, 1_000)));

    assertThat(contents(StoredEvent.in(result.events()))).containsExactly(large);
    assertThat(result.next()).isEqualTo(2);
  }

  @Test
  void takesTheWidestLimits() {
    create(ORDERS);
    append(ORDERS, numbered(0, 5));
    revisit();

    ReadQuery widest =
        new ReadQuery(ORDERS, 0, EventFilter.ALL, Integer.MAX_VALUE, Integer.MAX_VALUE);

    assertThat(contents(readAll(widest))).containsExactly(numbered(0, 5));
  }

  @Test
  void alwaysFindsSomethingBelowTheHead() {
    create(ORDERS, config(3));
    append(ORDERS, numbered(0, 100));
    revisit();
    append(ORDERS, numbered(100, 100));

    for (int from = 0; from < 200; from++) {
      assertThat(offsets(StoredEvent.in(read(ORDERS, from).events()))).startsWith((long) from);
    }
  }

  @Test
  void tellsTheSameEndsAsTheCatalog() {
    create(ORDERS, new StreamConfig(1, 0, 0, 4, 0));
    append(ORDERS, events(10));
    await(storage().enforceRetention(0));
    revisit();

    ReadResult result = read(ORDERS, 0);

    StreamInfo info = info(ORDERS);
    assertThat(result.minOffset()).isEqualTo(info.minOffset()).isEqualTo(6);
    assertThat(result.head()).isEqualTo(info.head()).isEqualTo(10);
    assertThat(result.generation()).isEqualTo(info.generation());
  }

  @Test
  void givesEachOfManyReadersEveryPageInOrder() {
    create(ORDERS, config(3));
    append(ORDERS, numbered(0, 1_000));
    revisit();

    for (long from = 0; from < 1_000; from += 100) {
      for (int reader = 0; reader < 3; reader++) {
        ReadResult page = page(from);
        assertThat(contents(StoredEvent.in(page.events())))
            .containsExactly(numbered((int) from, 100));
        assertThat(page.next()).isEqualTo(from + 100);
      }
    }
  }

  @Test
  void givesEachOfManyReadersItsPartitionsInOrder() {
    create(ORDERS, config(6));
    append(ORDERS, numbered(0, 1_000));
    revisit();
    List<StoredEvent> all = readAll(new ReadQuery(ORDERS, 0, EventFilter.ALL, 1_000, 1 << 20));
    // Like members of a group: the fourth has some of the first one's, but one of them only later.
    long[][] late = {{0, 0, -1}, {-1, -1, 0, 0}, {-1, -1, -1, -1, 0, 0}, {0, 600}};
    long[] next = new long[late.length];
    Map<Integer, List<StoredEvent>> found = new HashMap<>();

    while (LongStream.of(next).anyMatch(from -> from < 1_000)) {
      for (int reader = 0; reader < late.length; reader++) {
        long[] starts = late[reader].clone();
        for (int partition = 0; partition < starts.length; partition++) {
          starts[partition] =
              starts[partition] < 0 ? -1 : Math.max(starts[partition], next[reader]);
        }
        EventFilter wanted = EventFilter.starts(starts);
        ReadResult page =
            await(storage().read(new ReadQuery(ORDERS, next[reader], wanted, 20, 1 << 20)));
        found.computeIfAbsent(reader, r -> new ArrayList<>()).addAll(StoredEvent.in(page.events()));
        next[reader] = page.next();
      }
    }

    for (int reader = 0; reader < late.length; reader++) {
      EventFilter wanted = EventFilter.starts(late[reader]);
      assertThat(found.get(reader))
          .isEqualTo(all.stream().filter(e -> wanted.wants(e.partition(), e.offset())).toList());
    }
  }

  @Test
  void tellsAReaderThatGoesOnOfTheHeadAsItIsNow() {
    readHalfOfAThousand();
    append(ORDERS, events(10));

    assertThat(page(500).head()).isEqualTo(1_010);
  }

  @Test
  void givesAReaderThatGoesOnNothingOfAStreamThatIsNoMore() {
    readHalfOfAThousand();
    await(storage().deleteStream(ORDERS));

    assertThat(failureOf(storage().read(pageQuery(500))).code())
        .isEqualTo(ErrorCode.STREAM_NOT_FOUND);

    long generation = create(ORDERS).generation();
    append(ORDERS, events(600));

    ReadResult result = page(600);
    assertThat(result.events().isEmpty()).isTrue();
    assertThat(result.head()).isEqualTo(600);
    assertThat(result.generation()).isEqualTo(generation);
  }

  @Test
  void givesAReaderThatGoesOnNothingOfTheStreamThatHadTheNameBefore() {
    readHalfOfAThousand();
    await(storage().deleteStream(ORDERS));
    long generation = create(ORDERS).generation();
    append(ORDERS, numbered(5_000, 1_000));

    ReadResult result = page(500);

    assertThat(result.generation()).isEqualTo(generation);
    assertThat(contents(StoredEvent.in(result.events()))).containsExactly(numbered(5_500, 100));
  }

  @Test
  void givesAReaderThatGoesOnNothingThatRetentionRemoved() {
    StreamInfo created = readHalfOfAThousand();
    await(storage().alterStream(ORDERS, created.generation(), new StreamConfig(1, 0, 0, 300, 0)));
    await(storage().enforceRetention(0));

    ReadResult result = page(500);

    assertThat(result.minOffset()).isEqualTo(700);
    assertThat(contents(StoredEvent.in(result.events()))).startsWith(numbered(700, 100));
  }

  private StreamInfo readHalfOfAThousand() {
    StreamInfo created = create(ORDERS);
    append(ORDERS, numbered(0, 1_000));
    revisit();
    for (long from = 0; from < 500; from += 100) {
      page(from);
    }
    return created;
  }

  private ReadResult page(long from) {
    return await(storage().read(pageQuery(from)));
  }

  private static ReadQuery pageQuery(long from) {
    return new ReadQuery(ORDERS, from, EventFilter.ALL, 100, 1 << 20);
  }

  @Test
  void readsARecreatedStreamFromItsOwnBeginning() {
    long first = create(ORDERS).generation();
    append(ORDERS, numbered(0, 10));
    await(storage().deleteStream(ORDERS));
    create(ORDERS);
    append(ORDERS, event("new"));
    revisit();

    ReadResult result = read(ORDERS, 0);

    assertThat(contents(StoredEvent.in(result.events()))).containsExactly(event("new"));
    assertThat(result.generation()).isNotEqualTo(first);
  }
}
