package io.thalweg.storage.postgres;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/**
 * Brings the schema to the version that this build knows. Everything happens in one transaction
 * under an advisory lock, so that of nodes that start at once one migrates and the others find it
 * done, and a failed migration leaves nothing behind. A schema that was made by other texts than
 * this build's is refused, not used.
 */
final class SchemaMigration {
  private static final int SERVER_VERSION_MIN = 140_000;

  private final PostgresOptions options;
  private final Sql sql;
  private final List<Migration> known = Migration.all();

  SchemaMigration(PostgresOptions options, Sql sql) {
    this.options = options;
    this.sql = sql;
  }

  Future<Void> run(SqlConnection connection) {
    return checkServer(connection)
        .compose(suits -> connection.query("BEGIN").execute())
        .compose(begun -> lock(connection))
        .compose(locked -> makeTable(connection))
        .compose(there -> applied(connection))
        .map(this::check)
        .compose(version -> migrate(connection, version))
        .compose(migrated -> new SchemaRights(options, connection).checkAll())
        .compose(allowed -> connection.query("COMMIT").execute())
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

  /** Sees to it that there is a table of applied migrations. */
  private Future<Void> makeTable(SqlConnection connection) {
    return connection
        .preparedQuery("SELECT to_regnamespace($1) IS NOT NULL")
        .execute(Tuple.of(options.schema()))
        // Asked first: CREATE SCHEMA IF NOT EXISTS wants the right to create one even if it is
        // there.
        .compose(
            rows ->
                rows.iterator().next().getBoolean(0)
                    ? new SchemaRights(options, connection).checkUse()
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
                                    + " checksum text NOT NULL,"
                                    + " applied_at timestamptz NOT NULL DEFAULT now())"))
                        .execute()
                        .mapEmpty());
  }

  /** The versions that are there, in their order, and the checksum of each. */
  private Future<RowSet<Row>> applied(SqlConnection connection) {
    return connection
        .query(
            sql.text(
                // By way of JSON, because builds before the first release kept no checksum.
                "SELECT v.version, coalesce(to_jsonb(v) ->> 'checksum', 'none')"
                    + " FROM ${schema}.schema_version v ORDER BY v.version"))
        .execute();
  }

  /** The version that is there, 0 for none, if this build can go on from it. */
  private int check(RowSet<Row> applied) {
    int version = 0;
    for (Row row : applied) {
      version = row.getInteger(0);
      if (version > known.size()) {
        throw unsuitable(
            "has schema "
                + options.schema()
                + " in version "
                + version
                + ", and this build knows "
                + known.size()
                + ": start the newer Thalweg that wrote it");
      }
      if (!known.get(version - 1).checksum().equals(row.getString(1))) {
        throw unsuitable(
            "has schema "
                + options.schema()
                + ", whose version "
                + version
                + " is not this build's: another build made it, from before a release. Start that"
                + " build, name another schema, or drop this one with all that it holds");
      }
    }
    return version;
  }

  private Future<Void> migrate(SqlConnection connection, int version) {
    if (version == known.size()) {
      return Future.succeededFuture();
    }
    Migration next = known.get(version);
    return connection
        .query(sql.file(next.file()))
        .execute()
        .compose(
            applied ->
                connection
                    .preparedQuery(
                        sql.text(
                            "INSERT INTO ${schema}.schema_version (version, checksum)"
                                + " VALUES ($1, $2)"))
                    .execute(Tuple.of(next.version(), next.checksum())))
        .compose(recorded -> migrate(connection, next.version()));
  }

  private StreamException unsuitable(String message) {
    return StreamException.of(
        ErrorCode.UNAVAILABLE, "PostgreSQL at " + options.place() + " " + message);
  }
}
