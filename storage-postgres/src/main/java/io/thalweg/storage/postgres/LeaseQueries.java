package io.thalweg.storage.postgres;

import io.thalweg.core.spi.Lease;
import io.vertx.sqlclient.Row;

/** The statements about leases. */
final class LeaseQueries {
  final String lease;
  final String release;

  LeaseQueries(Sql sql) {
    lease = sql.text("SELECT holder, term, remaining_ms FROM ${schema}.take_lease($1, $2, $3)");
    release =
        sql.text(
            "UPDATE ${schema}.lease SET expires_at = '-infinity' WHERE name = $1 AND holder = $2");
  }

  static Lease lease(Row row) {
    return new Lease(row.getString(0), row.getLong(1), row.getLong(2));
  }
}
