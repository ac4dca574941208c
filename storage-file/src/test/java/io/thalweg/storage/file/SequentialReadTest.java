package io.thalweg.storage.file;

import static io.thalweg.storage.file.TestLog.FOR_EVER;
import static io.thalweg.storage.file.TestLog.ORDERS;
import static io.thalweg.storage.file.TestLog.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Readers that go through a stream page by page, for whom the next page is read ahead. */
@Timeout(60)
class SequentialReadTest {
  private static final int EVENTS = 6_000;
  private static final int PAGE = 250;

  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();
  private TestLog log;

  @BeforeEach
  void fillAndReopen() {
    try (TestLog writer = TestLog.open(vertx, TestLog.smallFiles(directory))) {
      writer.create(ORDERS, FOR_EVER);
      for (int first = 0; first < EVENTS; first += 500) {
        writer.appendNumbers(ORDERS, first, 500);
      }
    }
    log = TestLog.open(vertx, TestLog.smallFiles(directory));
  }

  @AfterEach
  void close() {
    log.close();
    vertx.close();
  }

  @Test
  void getEveryPageOnceInOrderHoweverManyReadAtOnce() {
    long first = 0;
    long second = 0;
    while (first < EVENTS || second < EVENTS) {
      first = first < EVENTS ? nextPage(first) : first;
      second = second < EVENTS ? nextPage(second) : second;
    }

    assertThat(first).isEqualTo(EVENTS);
    assertThat(second).isEqualTo(EVENTS);
  }

  @Test
  void seeTheHeadMoveBesideAPageThatWasReadBefore() {
    long from = nextPage(nextPage(0));
    log.appendNumbers(ORDERS, EVENTS, 10);

    ReadResult page = page(from);

    assertThat(page.head()).isEqualTo(EVENTS + 10);
    assertThat(page.events().count()).isEqualTo(PAGE);
  }

  @RepeatedTest(5)
  void areNotGivenWhatRetentionHasRemovedMeanwhile() {
    long from = nextPage(nextPage(0));
    StreamInfo info = await(log.storage.stream(ORDERS));
    StreamConfig few = new StreamConfig(1, 0, 0, 1_000, 0);
    await(log.storage.alterStream(ORDERS, info.generation(), few));
    await(log.storage.enforceRetention(System.currentTimeMillis()));

    ReadResult page = page(from);

    assertThat(page.minOffset()).isEqualTo(EVENTS - 1_000);
    assertThat(firstOffset(page)).isEqualTo(EVENTS - 1_000);
  }

  /** Reads and checks a page; returns where the next one starts. */
  private long nextPage(long from) {
    ReadResult page = page(from);
    long expected = from;
    for (EventCursor event = page.events().cursor(); event.next(); expected++) {
      assertThat(event.offset()).isEqualTo(expected);
      assertThat(event.data().toString()).isEqualTo(Long.toString(expected));
    }
    assertThat(page.next()).isEqualTo(expected).isGreaterThan(from);
    return expected;
  }

  private static long firstOffset(ReadResult page) {
    EventCursor event = page.events().cursor();
    assertThat(event.next()).isTrue();
    return event.offset();
  }

  private ReadResult page(long from) {
    return await(log.storage.read(new ReadQuery(ORDERS, from, EventFilter.ALL, PAGE, 1 << 20)));
  }
}
