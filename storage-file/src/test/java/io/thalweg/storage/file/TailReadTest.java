package io.thalweg.storage.file;

import static io.thalweg.storage.file.TestLog.FOR_EVER;
import static io.thalweg.storage.file.TestLog.ORDERS;
import static io.thalweg.storage.file.TestLog.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.record.EventFields;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Readers near the head, while memory is used again under them. */
@Timeout(60)
class TailReadTest {
  private static final int BATCH = 300;
  private static final int PAGE = 75;
  private static final int DATA_BYTES = 1_000;
  private static final int UNDER_WAY = 4;

  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();
  private TestLog log;
  private long published;

  @BeforeEach
  void open() {
    log =
        TestLog.open(
            vertx,
            new JsonObject()
                .put("data_dir", directory.toString())
                .put("durability", "os")
                .put("cache_bytes", 1024 * 1024));
    log.create(ORDERS, FOR_EVER);
  }

  @AfterEach
  void close() {
    log.close();
    vertx.close();
  }

  @Test
  void keepTheBytesOfAPageHoweverMuchIsPublishedBehindIt() {
    for (int i = 0; i < 20; i++) {
      await(publish());
    }
    long from = published - 10 * PAGE;
    List<ReadResult> pages = LongStream.range(0, 10).mapToObj(i -> page(from + i * PAGE)).toList();

    for (int i = 0; i < 100; i++) {
      await(publish());
    }

    for (int i = 0; i < 10; i++) {
      assertThat(check(pages.get(i), from + i * PAGE)).isEqualTo(from + (i + 1) * PAGE);
    }
  }

  @Test
  void seeEveryByteRightWhileOthersPublish() {
    long batches = 200;
    Deque<Future<List<WriteOutcome>>> writes = new ArrayDeque<>();
    long live = 0;
    long late = 0;
    for (int i = 0; i < batches; i++) {
      writes.add(publish());
      if (writes.size() > UNDER_WAY) {
        assertThat(await(writes.remove()).get(0).isStored()).isTrue();
      }
      live = i < batches / 3 ? live : check(page(live), live);
      late = i % 3 == 0 ? check(page(late), late) : late;
    }
    writes.forEach(TestLog::await);

    assertThat(readOn(live)).isEqualTo(batches * BATCH);
    assertThat(readOn(late)).isEqualTo(batches * BATCH);
  }

  private long readOn(long from) {
    long next = from;
    while (next < published) {
      long end = check(page(next), next);
      assertThat(end).as("goes on").isGreaterThan(next);
      next = end;
    }
    return next;
  }

  private ReadResult page(long from) {
    return await(log.storage.read(new ReadQuery(ORDERS, from, EventFilter.ALL, PAGE, 1 << 20)));
  }

  /** Events whose data tell their offset and a checksum of what follows. */
  private Future<List<WriteOutcome>> publish() {
    EventBatch.Builder batch = EventBatch.builder(BATCH * (DATA_BYTES + 100));
    EventFields fields = new EventFields();
    for (int i = 0; i < BATCH; i++) {
      batch.add(fields.clear().type("checked").data(data(published++)));
    }
    return log.storage.write(List.of(WriteBatch.of(StreamAppend.of(ORDERS, batch.build()))));
  }

  private static String data(long offset) {
    String text = (offset + ".").repeat(DATA_BYTES / 8);
    return '"' + text + ':' + crc(text) + '"';
  }

  private static long crc(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.US_ASCII));
    return crc.getValue();
  }

  /** Checks a page; returns the offset behind it. */
  private static long check(ReadResult page, long from) {
    long offset = from;
    for (EventCursor event = page.events().cursor(); event.next(); offset++) {
      assertThat(event.offset()).isEqualTo(offset);
      assertThat(event.data().toString()).isEqualTo(data(offset));
    }
    assertThat(page.next()).isEqualTo(offset);
    return offset;
  }
}
