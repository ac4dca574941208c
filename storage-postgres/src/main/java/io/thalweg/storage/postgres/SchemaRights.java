package io.thalweg.storage.postgres;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/** Whether the user may do in a schema what the server does: better told at the start than then. */
final class SchemaRights {
  private static final String USE =
      """
      SELECT has_schema_privilege(n.oid, 'USAGE') AND coalesce(
          (SELECT has_table_privilege(c.oid, 'SELECT') FROM pg_class c
            WHERE c.relnamespace = n.oid AND c.relname = 'schema_version'),
          has_schema_privilege(n.oid, 'CREATE')), pg_get_userbyid(n.nspowner)
      FROM pg_namespace n WHERE n.nspname = $1
      """;

  /** Of what the migrations made; others may keep something of their own in the schema. */
  private static final String MISSING =
      """
      WITH made AS (SELECT c.relnamespace, c.relowner FROM pg_class c
        WHERE c.oid = ($1 || '.schema_version')::regclass)
      SELECT string_agg(m.name, ', ' ORDER BY m.name) FROM (
        SELECT r.action || ' on ' || c.relname AS name
        FROM made JOIN pg_class c USING (relnamespace, relowner)
        CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) r(action)
        WHERE c.relkind = 'r' AND c.relname <> 'schema_version'
          AND NOT has_table_privilege(c.oid, r.action)
        UNION ALL
        SELECT 'EXECUTE on ' || p.proname
        FROM made JOIN pg_proc p ON p.pronamespace = made.relnamespace AND p.proowner = made.relowner
        WHERE NOT has_function_privilege(p.oid, 'EXECUTE')) m
      """;

  private final PostgresOptions options;
  private final SqlConnection connection;

  SchemaRights(PostgresOptions options, SqlConnection connection) {
    this.options = options;
    this.connection = connection;
  }

  /** Fails if the schema, which is there, may not be looked into or filled. */
  Future<Void> checkUse() {
    return connection
        .preparedQuery(USE)
        .execute(Tuple.of(options.schema()))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              if (!row.getBoolean(0)) {
                throw lacking(
                    "the schema %1$s, which belongs to %2$s, and the uri's user has no right to it. Let"
                        + " an administrator say: ALTER SCHEMA %1$s OWNER TO <the uri's user>, or of"
                        + " one that %2$s fills: GRANT USAGE ON SCHEMA %1$s, with what"
                        + " docs/backends.md lists",
                    row.getString(1));
              }
              return null;
            });
  }

  /** Fails if anything in the schema, which is migrated, may not be used. */
  Future<Void> checkAll() {
    return connection
        .preparedQuery(MISSING)
        .execute(Tuple.of(options.schema()))
        .map(
            rows -> {
              String missing = rows.iterator().next().getString(0);
              if (missing != null) {
                throw lacking(
                    "the schema %1$s, and the uri's user lacks rights in it: %2$s. Let its owner say:"
                        + " GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %1$s TO <the"
                        + " uri's user>; GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA %1$s TO <the uri's"
                        + " user>",
                    missing);
              }
              return null;
            });
  }

  private StreamException lacking(String what, String detail) {
    return StreamException.of(
        ErrorCode.UNAVAILABLE,
        "PostgreSQL at " + options.place() + " has " + what.formatted(options.schema(), detail));
  }
}
