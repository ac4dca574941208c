package io.thalweg.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class EventJsonTest {

  @Test
  void makesDataOfTheAskedSize() {
    for (int size = 12; size < 300; size++) {
      assertThat(data(new EventJson(size, 0))).hasSize(size);
      assertThat(data(new EventJson(size, 16))).hasSize(size);
    }
  }

  @Test
  void startsItsDataWithTheNumber() {
    JsonObject event = new JsonObject(Buffer.buffer(new EventJson(200, 16).event(37)));

    assertThat(event.getString("data")).startsWith("000000000037x");
    assertThat(event.getString("event")).isEqualTo("bench.event");
    assertThat(event.getString("partition_key")).isEqualTo("key-000005");
  }

  @Test
  void numbersTheEventsOfABatch() {
    JsonArray batch = new JsonArray(Buffer.buffer(new EventJson(200, 0).batch(10, 3)));

    assertThat(batch).hasSize(3);
    assertThat(batch.getJsonObject(2).getString("data")).startsWith("000000000012x");
    assertThat(batch.getJsonObject(2).containsKey("partition_key")).isFalse();
  }

  @Test
  void refusesASizeThatHoldsNoNumber() {
    assertThatThrownBy(() -> new EventJson(11, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least");
  }

  private static String data(EventJson events) {
    return new JsonObject(Buffer.buffer(events.event(7))).getString("data");
  }
}
