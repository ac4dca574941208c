package io.thalweg.server.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.EventFields;
import io.thalweg.core.record.RecordFormat;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageTest {
  private final PageJson pages = new PageJson();

  @ParameterizedTest
  @CsvSource({
    "0,0,1,1",
    "1,10,1,1",
    "3,10,1,1",
    "600,200,1,3",
    "600,200,4,3",
    "40,20,1001,1",
    "5,100000,1,5",
    "40,65536,1,40"
  })
  void isTheSameJsonInHoweverManyPieces(int events, int dataBytes, int step, int piecesMin) {
    Page page = pages.page(block(events, dataBytes, step), "\"next_offset\":7");
    int length = page.length();

    List<ByteBuf> pieces = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    while (page.more()) {
      ByteBuf piece = page.next();
      pieces.add(piece);
      text.append(piece.toString(StandardCharsets.US_ASCII));
    }

    assertThat(text).hasSize(length);
    assertThat(pieces).hasSizeGreaterThanOrEqualTo(piecesMin);
    JsonObject json = new JsonObject(text.toString());
    assertThat(json.getInteger("next_offset")).isEqualTo(7);
    JsonArray array = json.getJsonArray("events");
    assertThat(array).hasSize(events);
    for (int i = 0; i < events; i++) {
      JsonObject event = array.getJsonObject(i);
      assertThat(event.getInteger("offset")).isEqualTo(95 + step * i);
      assertThat(event.getInteger("partition")).isEqualTo(i % 12);
      assertThat(event.getLong("timestamp")).isEqualTo(1_795_300_405_474L + i / 3);
      assertThat(event.getString("data")).hasSize(dataBytes);
    }
    pieces.forEach(page::done);
  }

  @Test
  void givesBackItsMemoryWhenItWasSent() {
    Page page = pages.page(block(2, 10, 1), "\"next_offset\":7");

    ByteBuf piece = page.next();
    page.done(piece);

    assertThat(page.more()).isFalse();
    assertThat(piece.refCnt()).isZero();
  }

  private static EventBlock block(int events, int dataBytes, int step) {
    if (events == 0) {
      return EventBlock.empty();
    }
    EventBatch.Builder builder = EventBatch.builder(1024);
    EventFields fields = new EventFields();
    for (int i = 0; i < events; i++) {
      builder.add(fields.clear().type("t").data('"' + "x".repeat(dataBytes) + '"'));
    }
    EventBatch batch = builder.build();
    byte[] bytes = batch.array();
    int at = 0;
    for (int i = 0; i < events; i++) {
      RecordFormat.place(bytes, at, 95 + (long) step * i, 1_795_300_405_474L + i / 3, i % 12, i);
      at += RecordFormat.length(bytes, at);
    }
    return new EventBlock(bytes, 0, batch.bytes(), events);
  }
}
