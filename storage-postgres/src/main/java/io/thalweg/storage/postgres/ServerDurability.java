package io.thalweg.storage.postgres;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.Durability;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;

/** What a commit reaches, by the server's own settings. */
final class ServerDurability {
  private static final String SETTINGS =
      "SELECT current_setting('fsync'), current_setting('synchronous_commit'),"
          + " current_setting('synchronous_standby_names'), pg_is_in_recovery()";

  private ServerDurability() {}

  /** Asks on the connection that will write: a role or database may have settings of its own. */
  static Future<Durability> of(SqlConnection connection) {
    return connection.query(SETTINGS).execute().map(rows -> of(rows.iterator().next()));
  }

  private static Durability of(Row settings) {
    if (settings.getBoolean(3)) {
      throw StreamException.of(
          ErrorCode.UNAVAILABLE,
          "this PostgreSQL is a standby, which takes no writes: name the primary in the uri");
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
