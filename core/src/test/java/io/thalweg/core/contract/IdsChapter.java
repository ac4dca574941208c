package io.thalweg.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.record.RecordFormat;
import io.thalweg.core.spi.AppendResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Events with an id are stored once within the dedup window. */
abstract class IdsChapter extends ContractChapter {
  private static final long SHORT_WINDOW_MS = 50;

  IdsChapter(StorageContract contract, boolean reopens) {
    super(contract, reopens);
  }

  @Test
  void answersARepeatWithThePlaceOfTheFirst() {
    create(ORDERS, config(8));
    append(ORDERS, events(5));
    AppendResult first = append(ORDERS, event("a").withKey("here").withId("1"));
    append(ORDERS, events(3));
    revisit();

    AppendResult again = append(ORDERS, event("b").withKey("elsewhere").withId("1"));

    assertThat(again.repeats()).isEqualTo(1);
    assertThat(again.repeat(0)).isTrue();
    assertThat(again.offset(0)).isEqualTo(5);
    assertThat(again.partition(0)).isEqualTo(first.partition(0));
    assertThat(again.timestamp(0)).isEqualTo(first.timestamp(0));
    assertThat(info(ORDERS).head()).isEqualTo(9);
  }

  @Test
  void recognizesARepeatOfOffsetZero() {
    create(ORDERS);
    append(ORDERS, event("a").withId("1"));
    revisit();

    AppendResult again = append(ORDERS, event("a").withId("1"));

    assertThat(again.repeat(0)).isTrue();
    assertThat(again.offset(0)).isZero();
  }

  @Test
  void storesAnIdOnceThatIsTwiceInABatch() {
    create(ORDERS);

    AppendResult result =
        append(ORDERS, event("a").withId("1"), event("b"), event("c").withId("1"), event("d"));
    revisit();

    assertThat(offsets(result)).containsExactly(0L, 1L, 0L, 2L);
    assertThat(result.repeat(2)).isTrue();
    assertThat(result.repeats()).isEqualTo(1);
    assertThat(contents(readAll(ORDERS)))
        .containsExactly(event("a").withId("1"), event("b"), event("d"));
  }

  @Test
  void storesWhatIsNewInABatchThatIsARepeatInPart() {
    create(ORDERS);
    append(ORDERS, event("a").withId("1"), event("b").withId("2"));
    revisit();

    AppendResult result =
        append(ORDERS, event("b").withId("2"), event("c").withId("3"), event("a").withId("1"));
    revisit();

    assertThat(offsets(result)).containsExactly(1L, 2L, 0L);
    assertThat(List.of(result.repeat(0), result.repeat(1), result.repeat(2)))
        .containsExactly(true, false, true);
    assertThat(offsets(readAll(ORDERS))).containsExactly(0L, 1L, 2L);
  }

  @Test
  void storesNothingOfABatchThatIsARepeatWhole() {
    create(ORDERS);
    create(PAYMENTS);
    stored(appends(to(ORDERS, event("a").withId("1")), to(PAYMENTS, event("b").withId("2"))));
    revisit();

    List<AppendResult> again =
        stored(appends(to(ORDERS, event("a").withId("1")), to(PAYMENTS, event("b").withId("2"))));

    assertThat(again).allMatch(result -> result.repeat(0));
    assertThat(info(ORDERS).head()).isEqualTo(1);
    assertThat(info(PAYMENTS).head()).isEqualTo(1);
  }

  @Test
  void storesEventsWithoutIdEachTime() {
    create(ORDERS);

    append(ORDERS, event("a"), event("a"));
    append(ORDERS, event("a"));

    assertThat(info(ORDERS).head()).isEqualTo(3);
  }

  @Test
  void keepsTheIdsOfStreamsApart() {
    create(ORDERS);
    create(PAYMENTS);
    append(ORDERS, event("a").withId("1"));
    revisit();

    AppendResult other = append(PAYMENTS, event("a").withId("1"));

    assertThat(other.repeat(0)).isFalse();
  }

  @Test
  void tellsIdsApartThatLookAlike() {
    create(ORDERS);
    String longest = "x".repeat(RecordFormat.TEXT_BYTES_MAX - 1);
    List<String> ids =
        List.of(
            "",
            " ",
            "a",
            "A",
            "a ",
            "\u00e9",
            "e\u0301",
            "\"",
            "\\",
            "\\\"",
            "\u0000",
            "\n",
            "0",
            "00",
            longest + "1",
            longest + "2");
    List<SampleEvent> events = new ArrayList<>();
    ids.forEach(id -> events.add(event("a").withId(id)));
    SampleEvent[] all = events.toArray(new SampleEvent[0]);

    AppendResult first = append(ORDERS, all);
    revisit();
    AppendResult again = append(ORDERS, all);

    assertThat(first.repeats()).isZero();
    assertThat(again.repeats()).isEqualTo(all.length);
    assertThat(offsets(again)).isEqualTo(offsets(first));
    assertThat(info(ORDERS).head()).isEqualTo(all.length);
  }

  @Test
  void storesAnIdAgainOnceTheWindowHasPassed() {
    create(ORDERS, new StreamConfig(1, 0, 0, 0, SHORT_WINDOW_MS));
    AppendResult first = append(ORDERS, event("a").withId("1"));
    revisit();

    List<AppendResult> results = new ArrayList<>();
    eventually(
        "the id is forgotten",
        () -> {
          results.add(append(ORDERS, event("a").withId("1")));
          return !last(results).repeat(0);
        });

    assertThat(last(results).offset(0)).isEqualTo(1);
    assertThat(last(results).timestamp(0) - first.timestamp(0))
        .isGreaterThanOrEqualTo(SHORT_WINDOW_MS);
    assertThat(results.subList(0, results.size() - 1)).allMatch(result -> result.offset(0) == 0);
  }

  @Test
  void remembersNoIdIfTheWindowIsZero() {
    create(ORDERS, new StreamConfig(1, 0, 0, 0, 0));

    AppendResult first = append(ORDERS, event("a").withId("1"), event("b").withId("1"));
    revisit();
    AppendResult again = append(ORDERS, event("c").withId("1"));

    assertThat(offsets(first)).containsExactly(0L, 1L);
    assertThat(again.repeat(0)).isFalse();
    assertThat(info(ORDERS).head()).isEqualTo(3);
  }

  @Test
  void takesANewWindowAtOnce() {
    create(ORDERS);
    append(ORDERS, event("a").withId("1"));

    alter(ORDERS, new StreamConfig(1, 0, 0, 0, 0));
    revisit();

    assertThat(append(ORDERS, event("a").withId("1")).repeat(0)).isFalse();
  }

  @Test
  void remembersTheIdOfAnEventThatRetentionRemoved() {
    create(ORDERS, new StreamConfig(1, 0, 0, 1, 120_000));
    append(ORDERS, event("a").withId("1"));
    append(ORDERS, event("b"));
    await(storage().enforceRetention(System.currentTimeMillis()));
    revisit();

    AppendResult again = append(ORDERS, event("a").withId("1"));

    assertThat(again.repeat(0)).isTrue();
    assertThat(again.offset(0)).isZero();
  }

  @Test
  void forgetsTheIdsOfADeletedStream() {
    create(ORDERS);
    append(ORDERS, event("a").withId("1"));
    await(storage().deleteStream(ORDERS));
    revisit();
    create(ORDERS);

    AppendResult again = append(ORDERS, event("a").withId("1"));

    assertThat(again.repeat(0)).isFalse();
  }

  private static AppendResult last(List<AppendResult> results) {
    return results.get(results.size() - 1);
  }
}
