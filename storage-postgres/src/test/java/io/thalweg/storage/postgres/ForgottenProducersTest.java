package io.thalweg.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.thalweg.storage.postgres.testing.PostgresServers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Producers that were silent for too long are forgotten while one of them comes back. */
@Timeout(60)
class ForgottenProducersTest {
  private final Vertx vertx = Vertx.vertx();
  private final String schema = PostgresServers.freshSchema();
  private PgConnection forgetting;
  private PgConnection returning;
  private PgConnection holding;

  @BeforeEach
  void makeTwoExpiredProducers() {
    PostgresStorage storage = TestPostgres.storage(vertx, schema);
    storage.open().await();
    storage.close().await();
    sql(
        "INSERT INTO $.stream (name, partitions, retention_ms, retention_bytes, retention_events,"
            + " dedup_window_ms, created_at) VALUES ('orders', 1, 0, 0, 0, 0, 0)");
    for (String name : new String[] {"first", "second"}) {
      sql(
          "INSERT INTO $.producer SELECT id, '" + name + "', 0, 1, 0, 0 FROM $.stream",
          "INSERT INTO $.producer_batch SELECT id, '"
              + name
              + "', 0, 1, '{1}', '{0}', '{0}', '{0}' FROM $.stream");
    }
    forgetting = session();
    returning = session();
    holding = session();
  }

  @AfterEach
  void stopVertx() {
    vertx.close().await();
  }

  @Test
  void doNotLockEachOtherOut() {
    on(holding, "BEGIN; SELECT 1 FROM $.producer_batch WHERE producer = 'first' FOR UPDATE")
        .await();
    Future<RowSet<Row>> forgotten = on(forgetting, "SELECT $.forget_producers(10)");
    awaitLockWaits(1);
    Future<RowSet<Row>> returned =
        on(
            returning,
            "SELECT $.remember(id, 'second', 1, 0, 1, 1000, false, $.now_ms(), '{1}', '{5}', '{5}',"
                + " '{0}') FROM $.stream");
    awaitLockWaits(2);

    on(holding, "COMMIT").await();

    forgotten.await();
    returned.await();
    assertThat(sql("SELECT p.epoch, k.offsets[1] FROM $.producer p, $.producer_batch k"))
        .extracting(row -> row.getLong(0), row -> row.getLong(1))
        .containsExactly(tuple(1L, 5L));
  }

  private PgConnection session() {
    PgConnection session =
        new Connections(vertx, PostgresOptions.from(TestPostgres.options(schema)))
            .connectUnlimited()
            .await();
    session.query("SET lock_timeout = '30s'").execute().await();
    return session;
  }

  private Future<RowSet<Row>> on(PgConnection session, String text) {
    return session.query(text.replace("$", schema)).execute();
  }

  private RowSet<Row> sql(String... statements) {
    return PostgresServers.sql(vertx, String.join(";", statements).replace("$", schema));
  }

  private void awaitLockWaits(int count) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (sql("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%$.%'")
            .size()
        < count) {
      assertThat(System.nanoTime()).as("%d sessions wait, in time", count).isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
