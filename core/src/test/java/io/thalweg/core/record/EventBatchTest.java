package io.thalweg.core.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.thalweg.core.contract.RandomEvents;
import io.thalweg.core.contract.SampleEvent;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventBatchTest {
  private static final String LONGEST = "x".repeat(RecordFormat.TEXT_BYTES_MAX);

  @Test
  void givesBackEveryFieldOfEveryEvent() {
    List<SampleEvent> events = new RandomEvents(30).next(500);

    EventBatch batch = SampleEvent.batch(events);

    List<SampleEvent> found = new ArrayList<>();
    EventCursor cursor = batch.cursor();
    while (cursor.next()) {
      found.add(SampleEvent.at(cursor));
    }
    assertThat(found).isEqualTo(events);
    assertThat(batch.count()).isEqualTo(500);
  }

  @Test
  void endsEachEventAsAJsonObject() {
    EventCursor cursor = SampleEvent.batch(new RandomEvents(31).next(300)).cursor();
    while (cursor.next()) {
      String json = "{" + new String(cursor.array(), cursor.bodyAt(), cursor.bodyLength(), UTF_8);
      JsonObject object = new JsonObject(json);

      assertThat(object.getString("event")).isEqualTo(cursor.type());
      assertThat(object.getString("partition_key")).isEqualTo(cursor.key());
      assertThat(object.getString("id")).isEqualTo(cursor.id());
      assertThat(object.containsKey("data")).isTrue();
      assertThat(object.containsKey("headers")).isEqualTo(cursor.headers() != null);
    }
  }

  @Test
  void liesDenselyInItsArray() {
    EventBatch batch = SampleEvent.batch(new RandomEvents(32).next(50));

    int end = 0;
    EventCursor cursor = batch.cursor();
    while (cursor.next()) {
      assertThat(cursor.at()).isEqualTo(end);
      assertThat(RecordFormat.isWhole(batch.array(), end, batch.bytes())).isTrue();
      end += cursor.length();
    }
    assertThat(end).isEqualTo(batch.bytes());
  }

  @Test
  void takesFieldsOutOfTheMiddleOfArrays() {
    byte[] request =
        "{\"t\":\"user\",\"d\":[1],\"k\":\"abc\",\"i\":\"7\",\"h\":{\"a\":\"b\"}}".getBytes(UTF_8);
    EventFields fields =
        new EventFields()
            .type(request, 6, 4)
            .data(request, 16, 3)
            .key(request, 25, 3)
            .id(request, 35, 1)
            .headers(request, 42, 9);

    EventCursor cursor = EventBatch.of(fields).cursor();

    assertThat(cursor.next()).isTrue();
    assertThat(SampleEvent.at(cursor))
        .isEqualTo(new SampleEvent("user", "[1]", "abc", "7", "{\"a\":\"b\"}"));
  }

  @Test
  void forgetsClearedFields() {
    EventFields fields = new EventFields().type("a").data("1").key("k").id("i").headers("{}");
    EventBatch.Builder builder = EventBatch.builder(0).add(fields);

    builder.add(fields.clear().type("b").data("2"));

    EventCursor cursor = builder.build().cursor();
    cursor.next();
    cursor.next();
    assertThat(SampleEvent.at(cursor)).isEqualTo(SampleEvent.of("b").withData("2"));
    assertThat(cursor.hasKey()).isFalse();
    assertThat(cursor.hasId()).isFalse();
  }

  @Test
  void knowsWhetherAnyEventHasAnId() {
    SampleEvent plain = SampleEvent.of("a");

    assertThat(SampleEvent.batch(plain, plain).withIds()).isFalse();
    assertThat(SampleEvent.batch(plain, plain.withId(""), plain).withIds()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "user-123", "with \"quotes\"", "back\\slash", "\n\u0001", "ü漢😀"})
  void hashesTheKeyAsItIsWithoutEscapes(String key) {
    EventCursor cursor = SampleEvent.batch(SampleEvent.of("a").withKey(key)).cursor();
    cursor.next();

    byte[] plain = key.getBytes(UTF_8);
    assertThat(cursor.keyHash()).isEqualTo(Murmur2.hash(plain, 0, plain.length));
  }

  @Test
  void leavesWhatTheStorageDecidesOpen() {
    EventCursor cursor = SampleEvent.batch(SampleEvent.of("a")).cursor();
    cursor.next();

    assertThat(cursor.offset()).isZero();
    assertThat(cursor.timestamp()).isZero();
    assertThat(cursor.partition()).isZero();
    assertThat(cursor.keyHash()).isEqualTo(-1);
  }

  @Test
  void takesTextsUpToTheirLimit() {
    SampleEvent longest = new SampleEvent(LONGEST, "1", LONGEST, LONGEST, null);

    EventCursor cursor = SampleEvent.batch(longest).cursor();

    assertThat(cursor.next()).isTrue();
    assertThat(SampleEvent.at(cursor)).isEqualTo(longest);
  }

  @Test
  void refusesTextsAboveTheirLimitAndNamesTheField() {
    Stream<Function<EventFields, EventFields>> tooLong =
        Stream.of(f -> f.type(LONGEST + 1), f -> f.key(LONGEST + 1), f -> f.id(LONGEST + 1));
    List<String> fields = new ArrayList<>();
    EventBatch.Builder builder = EventBatch.builder(0);

    tooLong.forEach(
        setter -> {
          EventFields event = setter.apply(new EventFields().type("a").data("1"));
          StreamException refusal =
              catchThrowableOfType(StreamException.class, () -> builder.add(event));
          assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
          fields.add(refusal.field());
        });

    assertThat(fields).containsExactly("event", "partition_key", "id");
    assertThat(builder.count()).isZero();
    assertThat(builder.bytes()).isZero();
  }

  @Test
  void countsTheEscapedBytesAgainstTheLimit() {
    String escapedTooLong = "\"".repeat(RecordFormat.TEXT_BYTES_MAX / 2 + 1);

    StreamException refusal =
        catchThrowableOfType(
            StreamException.class,
            () -> SampleEvent.batch(SampleEvent.of("a").withId(escapedTooLong)));

    assertThat(refusal.field()).isEqualTo("id");
  }

  @Test
  void refusesToBeEmpty() {
    StreamException refusal =
        catchThrowableOfType(StreamException.class, () -> EventBatch.builder(0).build());

    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
  }

  @Test
  void growsFromAnyHint() {
    for (int hint : new int[] {0, 1, 256, 100_000}) {
      EventBatch.Builder builder = EventBatch.builder(hint);
      EventFields fields = new EventFields().type("a").data('"' + "x".repeat(999) + '"');
      for (int i = 0; i < 50; i++) {
        builder.add(fields);
      }
      assertThat(builder.build().bytes()).isEqualTo(50 * EventBatch.of(fields).bytes());
    }
  }
}
