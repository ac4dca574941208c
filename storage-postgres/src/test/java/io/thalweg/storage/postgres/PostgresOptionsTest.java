package io.thalweg.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.thalweg.core.error.StreamException;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresOptionsTest {
  private static final String URI =
      "postgresql://app:secret@db.example:6432/events?sslmode=require";

  @Test
  void hasADefaultForAllButTheUri() {
    PostgresOptions options = PostgresOptions.from(new JsonObject().put("uri", URI));

    assertThat(options.schema()).isEqualTo("thalweg");
    assertThat(options.poolSize()).isEqualTo(4);
    assertThat(options.synchronousCommit()).isEqualTo("on");
    assertThat(options.lockTimeoutMs()).isGreaterThan(options.idleInTransactionTimeoutMs());
  }

  @Test
  void readsDurations() {
    JsonObject options =
        new JsonObject().put("uri", URI).put("poll_interval", "1s").put("connect_timeout", "250ms");

    assertThat(PostgresOptions.from(options).pollIntervalMs()).isEqualTo(1_000);
    assertThat(PostgresOptions.from(options).connectTimeoutMs()).isEqualTo(250);
  }

  @Test
  void takesNumbersAsTheConfigurationHasThem() {
    JsonObject options =
        new JsonObject().put("uri", URI).put("pool_size", 8L).put("password", 12_345L);

    assertThat(PostgresOptions.from(options).poolSize()).isEqualTo(8);
    assertThat(PostgresOptions.from(options).password()).isEqualTo("12345");
  }

  @Test
  void keepsThePasswordToItself() {
    PostgresOptions options = PostgresOptions.from(new JsonObject().put("uri", URI));

    assertThat(options.toString()).doesNotContain("secret").contains("db.example:6432/events");
  }

  @ParameterizedTest
  @CsvSource({
    "pol_size, 4",
    "schema, Orders",
    "schema, a;drop",
    "synchronous_commit, maybe",
    "statement_timeout, 10",
    "statement_timeout, 1ms",
    "lock_timeout, 60s",
    "idle_in_transaction_timeout, 9s",
    "pool_size, four",
    "uri, postgresql://host/db",
    "uri, postgresql://app:secret@host/db?sslmode=perhaps",
    "uri, mysql://host/db",
    "uri, postgresql://host",
    "uri, postgresql://app:s%zzecret@host/db"
  })
  void refusesWhatItDoesNotUnderstandAndNamesTheKey(String key, String value) {
    JsonObject options = new JsonObject().put("uri", URI).put(key, value);

    StreamException refusal =
        catchThrowableOfType(StreamException.class, () -> PostgresOptions.from(options));

    assertThat(refusal.field()).isEqualTo(key);
    assertThat(refusal).message().startsWith(key).doesNotContain("ecret");
  }

  @Test
  void refusesToBeWithoutAUri() {
    StreamException refusal =
        catchThrowableOfType(StreamException.class, () -> PostgresOptions.from(new JsonObject()));

    assertThat(refusal.field()).isEqualTo("uri");
  }
}
