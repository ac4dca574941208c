package io.thalweg.storage.postgres;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.Durability;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;

/** What a commit reaches, by the server's own settings, which may change while we run. */
final class ServerDurability {
  private static final String SETTINGS =
      "SELECT current_setting('fsync'), current_setting('synchronous_commit'),"
          + " current_setting('synchronous_standby_names'), pg_is_in_recovery(),"
          + " current_setting('transaction_read_only')";

  private volatile Durability reached = Durability.FSYNC;

  /** What it was when it was last looked at. */
  Durability reached() {
    return reached;
  }

  /**
   * Looks at a session that writes: a role or database may have settings of its own. Fails if none
   * of its writes can succeed.
   */
  Future<Void> look(PgConnection connection) {
    return connection
        .query(SETTINGS)
        .execute()
        .map(
            rows -> {
              reached = of(rows.iterator().next());
              return null;
            });
  }

  private static Durability of(Row settings) {
    if (settings.getBoolean(3)) {
      throw StreamException.of(
          ErrorCode.UNAVAILABLE,
          "this PostgreSQL is a standby, which takes no writes: name the primary in the uri");
    }
    if (settings.getString(4).equals("on")) {
      throw StreamException.of(
          ErrorCode.UNAVAILABLE,
          "this PostgreSQL was set read-only: find out why, then set"
              + " default_transaction_read_only off for the server, the database and the user");
    }
    if (settings.getString(1).equals("off")) {
      // Even the server's own crash loses the last moments.
      return Durability.MEMORY;
    }
    if (settings.getString(0).equals("off")) {
      return Durability.OS;
    }
    boolean waitsForStandbys =
        !settings.getString(2).isBlank() && !settings.getString(1).equals("local");
    return waitsForStandbys ? Durability.REPLICATED : Durability.FSYNC;
  }
}
