package io.thalweg.storage.postgres;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/**
 * Brings the schema to the version that this build knows. Everything happens in one transaction
 * under an advisory lock, so that of nodes that start at once one migrates and the others find it
 * done, and a failed migration leaves nothing behind.
 */
final class SchemaMigration {
  private static final List<String> FILES =
      List.of("schema/V1__streams.sql", "schema/V2__functions.sql", "schema/V3__leases.sql");
  private static final int SERVER_VERSION_MIN = 140_000;

  private final PostgresOptions options;
  private final Sql sql;

  SchemaMigration(PostgresOptions options, Sql sql) {
    this.options = options;
    this.sql = sql;
  }

  Future<Void> run(SqlConnection connection) {
    return checkServer(connection)
        .compose(suits -> connection.query("BEGIN").execute())
        .compose(begun -> lock(connection))
        .compose(locked -> version(connection))
        .compose(version -> migrate(connection, version))
        .compose(migrated -> connection.query("COMMIT").execute())
        .mapEmpty();
  }

  private Future<Void> checkServer(SqlConnection connection) {
    return connection
        .query(
            "SELECT current_setting('server_version_num')::integer, current_setting('server_version'),"
                + " current_setting('server_encoding')")
        .execute()
        .map(
            rows -> {
              var row = rows.iterator().next();
              if (row.getInteger(0) < SERVER_VERSION_MIN) {
                throw unsuitable(
                    "is version " + row.getString(1) + "; Thalweg needs 14 or newer: upgrade it");
              }
              if (!"UTF8".equals(row.getString(2))) {
                throw unsuitable(
                    "has a database with encoding "
                        + row.getString(2)
                        + "; events are UTF-8: CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0");
              }
              return null;
            });
  }

  private Future<Void> lock(SqlConnection connection) {
    return connection
        .preparedQuery("SELECT set_config('lock_timeout', '60s', true)")
        .execute()
        .compose(
            patient ->
                connection
                    .preparedQuery("SELECT pg_advisory_xact_lock(hashtext('thalweg ' || $1))")
                    .execute(Tuple.of(options.schema())))
        .mapEmpty();
  }

  /** The version that is there, 0 for none. */
  private Future<Integer> version(SqlConnection connection) {
    return connection
        .preparedQuery("SELECT to_regnamespace($1) IS NOT NULL")
        .execute(Tuple.of(options.schema()))
        // Asked first: CREATE SCHEMA IF NOT EXISTS wants the right to create one even if it is
        // there.
        .compose(
            rows ->
                rows.iterator().next().getBoolean(0)
                    ? Future.succeededFuture()
                    : connection.query(sql.text("CREATE SCHEMA ${schema}")).execute().mapEmpty())
        .compose(
            there ->
                connection
                    .preparedQuery("SELECT to_regclass($1 || '.schema_version') IS NOT NULL")
                    .execute(Tuple.of(options.schema())))
        .compose(
            rows ->
                rows.iterator().next().getBoolean(0)
                    ? Future.succeededFuture()
                    : connection
                        .query(
                            sql.text(
                                "CREATE TABLE ${schema}.schema_version (version integer PRIMARY KEY,"
                                    + " applied_at timestamptz NOT NULL DEFAULT now())"))
                        .execute()
                        .mapEmpty())
        .compose(
            there ->
                connection
                    .query(
                        sql.text("SELECT coalesce(max(version), 0) FROM ${schema}.schema_version"))
                    .execute())
        .map(rows -> rows.iterator().next().getInteger(0));
  }

  private Future<Void> migrate(SqlConnection connection, int version) {
    if (version > FILES.size()) {
      throw unsuitable(
          "has schema "
              + options.schema()
              + " in version "
              + version
              + ", and this build knows "
              + FILES.size()
              + ": start the newer Thalweg that wrote it");
    }
    if (version == FILES.size()) {
      return Future.succeededFuture();
    }
    return connection
        .query(sql.file(FILES.get(version)))
        .execute()
        .compose(
            applied ->
                connection
                    .preparedQuery(
                        sql.text("INSERT INTO ${schema}.schema_version (version) VALUES ($1)"))
                    .execute(Tuple.of(version + 1)))
        .compose(recorded -> migrate(connection, version + 1));
  }

  private StreamException unsuitable(String message) {
    return StreamException.of(
        ErrorCode.UNAVAILABLE, "PostgreSQL at " + options.place() + " " + message);
  }
}
