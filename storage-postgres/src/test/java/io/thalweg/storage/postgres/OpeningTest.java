package io.thalweg.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.thalweg.core.model.Durability;
import io.thalweg.core.spi.StorageProviders;
import io.thalweg.storage.postgres.testing.LocalPostgres;
import io.thalweg.storage.postgres.testing.PostgresServers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The schema is made by the server, and what stands in its way is said so that it can be mended.
 */
@Timeout(60)
class OpeningTest {
  private Vertx vertx;

  @BeforeEach
  void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void stopVertx() {
    vertx.close().await();
  }

  @Test
  void isFoundByItsName() {
    assertThat(StorageProviders.named("postgres")).isInstanceOf(PostgresStorageProvider.class);
  }

  @Test
  void letsNodesThatStartAtOnceMigrateOnce() {
    String schema = PostgresServers.freshSchema();
    List<PostgresStorage> nodes =
        Stream.generate(() -> TestPostgres.storage(vertx, schema)).limit(5).toList();

    Future.all(nodes.stream().map(PostgresStorage::open).toList()).await();

    assertThat(
            PostgresServers.sql(
                vertx, "SELECT version FROM " + schema + ".schema_version ORDER BY 1"))
        .extracting(row -> row.getInteger(0))
        .containsExactly(1, 2, 3);
    nodes.forEach(node -> node.close().await());
  }

  @Test
  void refusesASchemaThatANewerServerWrote() {
    String schema = PostgresServers.freshSchema();
    openAndClose(TestPostgres.options(schema));
    PostgresServers.sql(vertx, "INSERT INTO " + schema + ".schema_version VALUES (99, 'later')");

    assertThat(whyNot(TestPostgres.options(schema)))
        .contains(schema, "version 99", "start the newer Thalweg");
  }

  @Test
  void refusesASchemaThatAnotherTextOfAMigrationMade() {
    String schema = PostgresServers.freshSchema();
    openAndClose(TestPostgres.options(schema));
    openAndClose(TestPostgres.options(schema));
    PostgresServers.sql(
        vertx, "UPDATE " + schema + ".schema_version SET checksum = 'other' WHERE version = 2");

    assertThat(whyNot(TestPostgres.options(schema)))
        .contains(schema, "version 2 is not this build's", "name another schema");
  }

  @Test
  void refusesASchemaFromBeforeThereWereChecksums() {
    String schema = PostgresServers.freshSchema();
    openAndClose(TestPostgres.options(schema));
    PostgresServers.sql(vertx, "ALTER TABLE " + schema + ".schema_version DROP COLUMN checksum");

    assertThat(whyNot(TestPostgres.options(schema)))
        .contains(schema, "version 1 is not this build's");
  }

  @Test
  void saysThatNoServerAnswers() {
    assertThat(whyNot(new JsonObject().put("uri", "postgresql://u:secret@127.0.0.1:1/db")))
        .contains("127.0.0.1:1/db", "start it")
        .doesNotContain("secret");
  }

  @Test
  void saysThatTheDatabaseIsMissing() {
    String uri = PostgresServers.uri().replaceFirst("/[^/]*$", "/nowhere");

    assertThat(whyNot(new JsonObject().put("uri", uri))).contains("nowhere", "Create the database");
  }

  @Test
  void saysWhichRightIsMissing() {
    String schema = PostgresServers.freshSchema();
    PostgresServers.sql(vertx, "CREATE ROLE " + schema + " LOGIN PASSWORD 'poor-password'");

    assertThat(
            whyNot(
                new JsonObject().put("uri", uriOf(schema, "poor-password")).put("schema", schema)))
        .contains("permission denied", "CREATE SCHEMA " + schema + " AUTHORIZATION")
        .doesNotContain("poor-password");
    PostgresServers.sql(vertx, "DROP ROLE " + schema);
  }

  @Test
  void saysWhoseTheSchemaIs() {
    String schema = PostgresServers.freshSchema();
    PostgresServers.sql(
        vertx, "CREATE SCHEMA %1$s; CREATE ROLE %1$s LOGIN PASSWORD 'poor'".formatted(schema));
    JsonObject poor = new JsonObject().put("uri", uriOf(schema, "poor")).put("schema", schema);

    assertThat(whyNot(poor)).contains("belongs to", "ALTER SCHEMA " + schema + " OWNER TO");

    PostgresServers.sql(vertx, "GRANT USAGE ON SCHEMA %1$s TO %1$s".formatted(schema));
    assertThat(whyNot(poor)).contains("belongs to", "ALTER SCHEMA " + schema + " OWNER TO");
    PostgresServers.sql(vertx, "DROP SCHEMA %1$s; DROP ROLE %1$s".formatted(schema));
  }

  @Test
  void namesTheRightsThatAreMissingInASchemaThatAnotherMade() {
    String schema = PostgresServers.freshSchema();
    openAndClose(TestPostgres.options(schema));
    PostgresServers.sql(
        vertx,
        ("CREATE ROLE %1$s LOGIN PASSWORD 'poor'; GRANT USAGE ON SCHEMA %1$s TO %1$s;"
                + " GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %1$s TO %1$s;"
                + " REVOKE INSERT ON %1$s.event FROM %1$s;"
                + " REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA %1$s FROM PUBLIC")
            .formatted(schema));
    JsonObject poor = new JsonObject().put("uri", uriOf(schema, "poor")).put("schema", schema);

    assertThat(whyNot(poor))
        .contains("INSERT on event", "EXECUTE on append", "GRANT")
        .doesNotContain("UPDATE on");

    PostgresServers.sql(
        vertx,
        ("GRANT INSERT ON %1$s.event TO %1$s;"
                + " GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA %1$s TO %1$s")
            .formatted(schema));
    openAndClose(poor);
    PostgresServers.sql(vertx, "DROP OWNED BY %1$s; DROP ROLE %1$s".formatted(schema));
  }

  @Test
  void refusesADatabaseOfAnotherEncoding() {
    String database = PostgresServers.freshSchema();
    PostgresServers.sql(
        vertx, "CREATE DATABASE " + database + " ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'");
    String uri = PostgresServers.uri().replaceFirst("/[^/]*$", "/" + database);

    assertThat(whyNot(new JsonObject().put("uri", uri))).contains("LATIN1", "ENCODING 'UTF8'");
    PostgresServers.sql(vertx, "DROP DATABASE " + database);
  }

  @Test
  void refusesAServerThatIsTooOld() {
    String schema = PostgresServers.freshSchema();
    // A function of the same name that this user finds first: no older server is at hand.
    PostgresServers.sql(
        vertx,
        "CREATE SCHEMA %1$s; CREATE FUNCTION %1$s.current_setting(text) RETURNS text LANGUAGE sql AS"
                .formatted(schema)
            + " $$ SELECT CASE $1 WHEN 'server_version_num' THEN '130022' WHEN 'server_version'"
            + " THEN '13.22' ELSE pg_catalog.current_setting($1) END $$;"
            + " CREATE ROLE %1$s LOGIN PASSWORD 'old'; GRANT USAGE ON SCHEMA %1$s TO %1$s;"
                .formatted(schema)
            + " ALTER ROLE %1$s SET search_path = %1$s, pg_catalog".formatted(schema));

    assertThat(whyNot(new JsonObject().put("uri", uriOf(schema, "old")).put("schema", schema)))
        .contains("version 13.22", "14 or newer", "upgrade it");
    PostgresServers.sql(
        vertx, "DROP SCHEMA %1$s CASCADE; DROP OWNED BY %1$s; DROP ROLE %1$s".formatted(schema));
  }

  @Test
  void refusesAStandby() {
    try (LocalPostgres server = LocalPostgres.start()) {
      server.stop();
      server.place("standby.signal", "");
      server.startServer();

      assertThat(whyNot(new JsonObject().put("uri", server.uri())))
          .contains("standby", "name the primary in the uri");
    }
  }

  private static String uriOf(String user, String password) {
    URI server = URI.create(PostgresServers.uri());
    return PostgresServers.uri().replace(server.getUserInfo() + "@", user + ":" + password + "@");
  }

  @Test
  void namesTheDurabilityThatTheServerGives() {
    String schema = PostgresServers.freshSchema();

    assertThat(durability(TestPostgres.options(schema))).isEqualTo(Durability.FSYNC);
    assertThat(durability(TestPostgres.options(schema).put("synchronous_commit", "off")))
        .isEqualTo(Durability.MEMORY);
  }

  private Durability durability(JsonObject options) {
    return openAndClose(options).durability();
  }

  private PostgresStorage openAndClose(JsonObject options) {
    PostgresStorage storage = new PostgresStorage(vertx, PostgresOptions.from(options));
    storage.open().await();
    storage.close().await();
    return storage;
  }

  private String whyNot(JsonObject options) {
    PostgresStorage storage = new PostgresStorage(vertx, PostgresOptions.from(options));
    Throwable failure = catchThrowable(() -> storage.open().await());
    storage.close().await();
    assertThat(failure).as("opening fails").isNotNull();
    return failure.getMessage();
  }
}
