package io.thalweg.server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.spi.StreamAppend;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventParserTest {
  private final EventParser parser = new EventParser(new EventLimits(1000, 4), new SpareArrays(0));

  private Publication parse(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return parser.parseJson(bytes, bytes.length, null);
  }

  private Publication parseLines(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return parser.parseLines(bytes, bytes.length, null);
  }

  private static EventCursor first(Publication publication) {
    EventCursor cursor = publication.events().cursor();
    cursor.next();
    return cursor;
  }

  @Test
  void takesAllFieldsInAnyOrder() {
    Publication publication =
        parse(
            "{\"headers\":{\"a\":\"b\"},\"id\":\"i\",\"expected_offset\":7,\"partition_key\":\"k\","
                + "\"data\":[1, 2],\"event\":\"user.signup\"}");

    EventCursor event = first(publication);
    assertThat(event.type()).isEqualTo("user.signup");
    assertThat(event.data().toString()).isEqualTo("[1, 2]");
    assertThat(event.key()).isEqualTo("k");
    assertThat(event.id()).isEqualTo("i");
    assertThat(event.headers().toString()).isEqualTo("{\"a\":\"b\"}");
    assertThat(publication.expectedHead()).isEqualTo(7);
    assertThat(publication.single()).isTrue();
  }

  @Test
  void bringsEqualTextsIntoEqualBytes() {
    EventCursor plain = first(parse("{\"event\":\"é/x\",\"data\":1,\"partition_key\":\"a\\tb\"}"));
    EventCursor escaped =
        first(
            parse(
                "{\"\\u0065vent\":\"\\u00e9\\/\\u0078\",\"data\":1,\"partition_key\":\"a\\u0009b\"}"));

    assertThat(escaped.type()).isEqualTo(plain.type()).isEqualTo("é/x");
    assertThat(escaped.keyHash()).isEqualTo(plain.keyHash());
    assertThat(escaped.bodyLength()).isEqualTo(plain.bodyLength());
  }

  @Test
  void keepsDataAsItIs() {
    for (String data :
        new String[] {"null", "1.0", "1e400", "\"\\ud800\"", "{\"b\":1,\"a\":1,\"a\":2}", "[ ]"}) {
      assertThat(first(parse("{\"event\":\"e\",\"data\":" + data + "}")).data().toString())
          .isEqualTo(data);
    }
  }

  @Test
  void findsControlsWhereverTheyAreInATypeAndLetsThemBeInData() {
    for (int before = 0; before < 40; before++) {
      for (String control : new String[] {"\u007f", "\u0080", "\u009f"}) {
        String text = "é".repeat(before % 3) + "x".repeat(before) + control + "y".repeat(20);
        refuses("{\"event\":\"" + text + "\",\"data\":1}", "event");
        assertThat(first(parse("{\"event\":\"e\",\"data\":\"" + text + "\"}")).data().toString())
            .isEqualTo('"' + text + '"');
      }
      String printable = "x".repeat(before) + "~\u00a0€" + "y".repeat(20);
      assertThat(first(parse("{\"event\":\"" + printable + "\",\"data\":1}")).type())
          .hasToString(printable);
    }
  }

  @Test
  void namesTheFieldThatIsWrong() {
    refuses("{\"data\":1}", "event");
    refuses("{\"event\":\"e\"}", "data");
    refuses("{\"event\":\"\",\"data\":1}", "event");
    refuses("{\"event\":5,\"data\":1}", "event");
    refuses("{\"event\":null,\"data\":1}", "event");
    refuses("{\"event\":\"" + "x".repeat(256) + "\",\"data\":1}", "event");
    refuses("{\"event\":\"" + "é".repeat(128) + "\",\"data\":1}", "event");
    refuses("{\"event\":\"a\\nb\",\"data\":1}", "event");
    refuses("{\"event\":\"a\u007f\",\"data\":1}", "event");
    refuses("{\"event\":\"a\u0085\",\"data\":1}", "event");
    refuses("{\"event\":\"\\ud800\",\"data\":1}", "event");
    refuses("{\"event\":\"e\",\"event\":\"e\",\"data\":1}", "event");
    refuses("{\"event\":\"e\",\"data\":1,\"data\":1}", "data");
    refuses("{\"event\":\"e\",\"data\":NaN}", "data");
    refuses("{\"event\":\"e\",\"data\":}", "data");
    refuses("{\"event\":\"e\",\"data\":1,\"partition_key\":1}", "partition_key");
    refuses(
        "{\"event\":\"e\",\"data\":1,\"partition_key\":\"" + "k".repeat(1025) + "\"}",
        "partition_key");
    refuses("{\"event\":\"e\",\"data\":1,\"partition_key\":\"\\udc00\"}", "partition_key");
    refuses("{\"event\":\"e\",\"data\":1,\"id\":\"\"}", "id");
    refuses("{\"event\":\"e\",\"data\":1,\"id\":\"" + "i".repeat(257) + "\"}", "id");
    refuses("{\"event\":\"e\",\"data\":1,\"headers\":[]}", "headers");
    refuses("{\"event\":\"e\",\"data\":1,\"headers\":{\"a\":1}}", "headers");
    refuses("{\"event\":\"e\",\"data\":1,\"headers\":{\"a\":\"b\",\"\\u0061\":\"c\"}}", "headers");
    refuses("{\"event\":\"e\",\"data\":1,\"headers\":{\"a\":\"\\ud800\"}}", "headers");
    refuses("{\"event\":\"e\",\"data\":1,\"expected_offset\":-1}", "expected_offset");
    refuses("{\"event\":\"e\",\"data\":1,\"expected_offset\":1.0}", "expected_offset");
    refuses("{\"event\":\"e\",\"data\":1,\"expected_offset\":\"1\"}", "expected_offset");
    refuses(
        "{\"event\":\"e\",\"data\":1,\"expected_offset\":9999999999999999999}", "expected_offset");
    refuses("{\"event\":\"e\",\"data\":1,\"typo\":1}", "typo");
    refuses("{\"event\":\"e\",\"data\":1}x", "body");
    refuses("\"event\"", "body");
    refuses("", "body");
    refuses("[]", "body");
  }

  @Test
  void namesThePlaceInABatch() {
    String good = "{\"event\":\"e\",\"data\":1}";
    refuses("[" + good + ",{\"event\":\"\",\"data\":1}]", "events[1].event");
    refuses("[" + good + ",5]", "events[1]");
    refuses("[" + good + "," + good.replace("1", "01") + "]", "events[1]");
    refuses("[" + good + "]]", "body");
    refuses(
        "[" + good + ",{\"event\":\"e\",\"data\":1,\"expected_offset\":1}]",
        "events[1].expected_offset");
  }

  @Test
  void takesLines() {
    String good = "{\"event\":\"e\",\"data\":1}";

    assertThat(parseLines(good + "\n" + good).events().count()).isEqualTo(2);
    assertThat(parseLines(good + " \n " + good).events().count()).isEqualTo(2);
    assertThat(parseLines("\n" + good + "\r\n\r\n" + good + "\n").events().count()).isEqualTo(2);
    assertThatThrownBy(() -> parseLines(good + good)).hasMessageContaining("line of its own");
    assertThatThrownBy(() -> parseLines(good + " " + good)).hasMessageContaining("events[1]");
    assertThatThrownBy(() -> parseLines("\n\n")).hasMessageContaining("at least one");
  }

  @Test
  void limitsEventsAndBatches() {
    String large = "{\"event\":\"e\",\"data\":\"" + "x".repeat(1000) + "\"}";
    tooLarge(large, "body", "is larger than http.event_bytes_max");
    tooLarge("[" + large + "]", "events[0]", "is larger than http.event_bytes_max");
    String five =
        IntStream.range(0, 5)
            .mapToObj(i -> "{\"event\":\"e\",\"data\":1}")
            .collect(Collectors.joining(",", "[", "]"));
    tooLarge(five, "body", "holds more than http.batch_events_max");
  }

  @Test
  void numbersTheIdsOfABatch() {
    byte[] batch =
        "[{\"event\":\"e\",\"data\":1},{\"event\":\"e\",\"data\":1}]"
            .getBytes(StandardCharsets.UTF_8);

    EventCursor event = parser.parseJson(batch, batch.length, "k").events().cursor();

    assertThat(event.next()).isTrue();
    assertThat(event.id()).isEqualTo("k-0");
    assertThat(event.next()).isTrue();
    assertThat(event.id()).isEqualTo("k-1");
  }

  @Test
  void forgetsTheEventBefore() {
    parse(
        "{\"event\":\"e\",\"data\":1,\"id\":\"i\",\"partition_key\":\"k\",\"expected_offset\":1}");

    Publication next = parse("{\"event\":\"e\",\"data\":2}");

    assertThat(first(next).hasId()).isFalse();
    assertThat(first(next).hasKey()).isFalse();
    assertThat(next.expectedHead()).isEqualTo(StreamAppend.ANY);
  }

  private void refuses(String text, String field) {
    assertThatThrownBy(() -> parse(text))
        .as(text)
        .isInstanceOfSatisfying(
            StreamException.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
              assertThat(refused.field()).as(text).isEqualTo(field);
            });
  }

  private void tooLarge(String text, String field, String message) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOfSatisfying(
            StreamException.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(ErrorCode.TOO_LARGE);
              assertThat(refused.field()).isEqualTo(field);
            })
        .hasMessageStartingWith(field + " " + message);
  }
}
