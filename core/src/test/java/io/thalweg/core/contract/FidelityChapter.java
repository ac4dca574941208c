package io.thalweg.core.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.record.RecordFormat;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadQuery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Events come back as they were published, byte for byte. */
abstract class FidelityChapter extends ContractChapter {
  FidelityChapter(StorageContract contract, boolean reopens) {
    super(contract, reopens);
  }

  @Test
  void givesBackEveryField() {
    create(ORDERS, config(4));
    List<SampleEvent> published = new RandomEvents(4).next(400);

    for (int i = 0; i < published.size(); i += 40) {
      append(ORDERS, SampleEvent.batch(published.subList(i, i + 40)));
    }
    revisit();

    assertThat(contents(readAll(ORDERS))).isEqualTo(published);
  }

  @Test
  void givesBackTheBytesOfTheBody() {
    create(ORDERS, config(4));
    EventBatch batch = SampleEvent.batch(new RandomEvents(5).next(100));

    append(ORDERS, batch);
    revisit();

    EventBlock block =
        await(storage().read(new ReadQuery(ORDERS, 0, EventFilter.ALL, 100, 1 << 20))).events();
    assertThat(block.count()).isEqualTo(100);
    assertThat(bodies(block.cursor())).isEqualTo(bodies(batch.cursor()));
  }

  @Test
  void tellsAnEmptyTextFromNone() {
    create(ORDERS);
    SampleEvent empty = new SampleEvent("", "\"\"", "", "", "{}");
    SampleEvent none = new SampleEvent("", "\"\"", null, null, null);

    append(ORDERS, empty, none);
    revisit();

    assertThat(contents(readAll(ORDERS))).containsExactly(empty, none);
  }

  @Test
  void givesBackAMegabyte() {
    create(ORDERS);
    SampleEvent large = event("large").withData('"' + "0123456789abcdef".repeat(65_536) + '"');

    append(ORDERS, event("before"), large, event("after"));
    revisit();

    assertThat(contents(readAll(ORDERS))).containsExactly(event("before"), large, event("after"));
  }

  @Test
  void givesBackTheLongestTexts() {
    create(ORDERS, config(3));
    String longest = "ü".repeat(RecordFormat.TEXT_BYTES_MAX / 2);
    SampleEvent longTexts = new SampleEvent(longest, "1", longest, longest, "{\"a\":\"b\"}");

    append(ORDERS, longTexts);
    revisit();

    assertThat(contents(readAll(ORDERS))).containsExactly(longTexts);
  }

  @Test
  void leavesABlockAsItWasRead() {
    create(ORDERS);
    append(ORDERS, numbered(0, 10));
    EventBlock block = read(ORDERS, 0).events();
    byte[] before = Arrays.copyOfRange(block.array(), block.from(), block.to());

    append(ORDERS, numbered(10, 1_000));
    await(storage().deleteStream(ORDERS));
    create(ORDERS);
    append(ORDERS, numbered(5_000, 1_000));

    assertThat(Arrays.copyOfRange(block.array(), block.from(), block.to())).isEqualTo(before);
  }

  private static List<String> bodies(EventCursor cursor) {
    List<String> bodies = new ArrayList<>();
    while (cursor.next()) {
      byte[] body =
          Arrays.copyOfRange(
              cursor.array(), cursor.bodyAt(), cursor.bodyAt() + cursor.bodyLength());
      bodies.add(new String(body, ISO_8859_1));
    }
    return bodies;
  }
}
