package io.thalweg.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventFields;
import io.thalweg.core.spi.*;
import io.vertx.core.*;
import java.util.List;
import org.junit.jupiter.api.Test;

class InMemoryStorageTest {
  @Test
  void smoke() {
    Vertx vertx = Vertx.vertx();
    InMemoryStorage storage = new InMemoryStorage(vertx);
    storage.open().await();
    StreamName s = new StreamName("s");
    storage.createStream(s, StreamConfig.DEFAULT).await();
    storage.holdWrites();
    var f =
        storage.write(
            List.of(
                WriteBatch.of(
                    StreamAppend.of(s, EventBatch.of(new EventFields().type("t").data("1"))))));
    assertThat(storage.heldWrites()).isEqualTo(1);
    storage.releaseWrites();
    assertThat(f.await().get(0).appends().get(0).offset(0)).isZero();
    ReadResult r = storage.read(new ReadQuery(s, 0, EventFilter.ALL, 10, 1000)).await();
    assertThat(r.events().count()).isEqualTo(1);
    storage.close().await();
    vertx.close().await();
  }
}
