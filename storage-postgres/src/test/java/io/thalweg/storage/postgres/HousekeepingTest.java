package io.thalweg.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.thalweg.core.contract.IdLoad;
import io.thalweg.core.contract.SampleEvent;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.storage.postgres.testing.PostgresServers;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HousekeepingTest {
  private final String schema = PostgresServers.freshSchema();
  private Vertx vertx;
  private PostgresStorage storage;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    JsonObject impatient =
        TestPostgres.options(schema)
            .put("lock_timeout", "200ms")
            .put("idle_in_transaction_timeout", "200ms");
    storage = new PostgresStorage(vertx, PostgresOptions.from(impatient));
    storage.open().await();
  }

  @AfterEach
  void close() {
    storage.close().await();
    vertx.close().await();
  }

  @Test
  void goesOnBehindAStreamThatFailsAndSaysSoAtTheEnd() {
    StreamName before = filled("a", 10);
    StreamName locked = filled("b", 10);
    StreamName behind = filled("c", 10);
    PgConnection holder =
        PgConnection.connect(vertx, PgConnectOptions.fromUri(PostgresServers.uri())).await();
    holder
        .query("BEGIN; SELECT FROM " + schema + ".stream WHERE name = 'b' FOR UPDATE")
        .execute()
        .await();

    assertThatExceptionOfType(StreamException.class)
        .isThrownBy(() -> storage.enforceRetention(0).await())
        .matches(failure -> failure.code() == ErrorCode.OVERLOADED);

    for (StreamName sound : List.of(before, behind)) {
      assertThat(storage.stream(sound).await().minOffset()).isEqualTo(7);
      assertThat(rows(sound)).isEqualTo(3);
    }
    assertThat(storage.stream(locked).await().minOffset()).isZero();
    holder.close().await();
  }

  @Test
  void removesMoreThanASliceWhileWritersGoOn() throws Exception {
    StreamName large = filled("a", 12_000);
    StreamName busy = new StreamName("b");
    storage.createStream(busy, new StreamConfig(3, 0, 0, 0, 3_600_000)).await();
    IdLoad load = new IdLoad(vertx, List.of(storage), busy).start(4);

    storage.enforceRetention(0).await();

    assertThat(storage.stream(large).await().minOffset()).isEqualTo(11_997);
    assertThat(rows(large)).isEqualTo(3);
    load.stopAndCheck(storage, "PostgreSQL, events retired");
    assertThat(load.failures()).isZero();
    append(large, 1);
    assertThat(storage.stream(large).await().head()).isEqualTo(12_001);
  }

  private StreamName filled(String text, int events) {
    StreamName name = new StreamName(text);
    storage.createStream(name, new StreamConfig(1, 0, 0, 3, 0)).await();
    append(name, events);
    return name;
  }

  private void append(StreamName name, int events) {
    StreamAppend append =
        StreamAppend.of(name, SampleEvent.batch(Collections.nCopies(events, SampleEvent.of("t"))));
    storage.write(List.of(WriteBatch.of(append))).await();
  }

  private long rows(StreamName name) {
    String sql =
        "SELECT count(*) FROM %1$s.event WHERE stream_id = (SELECT id FROM %1$s.stream WHERE name = '%2$s')";
    return PostgresServers.sql(vertx, sql.formatted(schema, name)).iterator().next().getLong(0);
  }
}
