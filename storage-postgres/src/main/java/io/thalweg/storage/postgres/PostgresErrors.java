package io.thalweg.storage.postgres;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.vertx.pgclient.PgException;
import java.util.concurrent.TimeoutException;

/** What PostgreSQL's errors mean to a caller. The only place that knows an SQLSTATE. */
final class PostgresErrors {
  private PostgresErrors() {}

  /**
   * Whether the server itself said that the statement failed, so that it certainly changed nothing.
   * A session that ends or a reply that does not come leaves that open.
   */
  static boolean isCertain(Throwable failure) {
    return failure instanceof PgException known && !endsSession(known);
  }

  /** The severity would tell, but the server says it in its own language. */
  private static boolean endsSession(PgException said) {
    return switch (said.getSeverity()) {
      case "ERROR" -> inClass(said, "57P", "08");
      case "FATAL", "PANIC" -> true;
      default ->
          inClass(said, "57P", "08", "25P03", "25P04", "58", "XX")
              // What fails in the write-ahead log may take the server down in a commit.
              || "xlog.c".equals(said.getFile());
    };
  }

  /** Whether a value could not be stored; one batch at fault spoils a call of many. */
  static boolean isBadValue(Throwable failure) {
    return isCertain(failure) && inClass((PgException) failure, "22", "54");
  }

  /** A failed read, or a change that fails as a whole. */
  static StreamException from(Throwable failure) {
    if (failure instanceof StreamException known) {
      return known;
    }
    if (failure instanceof PgException known && isCertain(failure)) {
      return refusal(known);
    }
    String what =
        failure instanceof TimeoutException
            ? "does not answer in time (is a synchronous standby away?)"
            : "is gone";
    return StreamException.caused(
        ErrorCode.UNAVAILABLE, "PostgreSQL " + what + ": " + failure.getMessage(), failure);
  }

  private static StreamException refusal(PgException refused) {
    String said = refused.getErrorMessage() + " (SQLSTATE " + refused.getSqlState() + ")";
    if (inClass(refused, "22", "54")) {
      return StreamException.invalid("data", "cannot be stored by PostgreSQL: " + said);
    }
    if (inClass(refused, "53100")) {
      return StreamException.caused(ErrorCode.STORAGE_FULL, "PostgreSQL is full: " + said, refused);
    }
    if (inClass(refused, "55P03", "57014", "40", "53")) {
      return StreamException.caused(ErrorCode.OVERLOADED, "PostgreSQL is busy: " + said, refused);
    }
    if (inClass(refused, "25006")) {
      return StreamException.caused(
          ErrorCode.UNAVAILABLE, "PostgreSQL is read-only (a standby?): " + said, refused);
    }
    if (inClass(refused, "42501")) {
      return StreamException.caused(
          ErrorCode.UNAVAILABLE, "PostgreSQL refuses a right that Thalweg needs: " + said, refused);
    }
    return StreamException.caused(ErrorCode.INTERNAL, "PostgreSQL: " + said, refused);
  }

  /** Why writes fail, for the operator. */
  static String refusedWrites(PostgresOptions options, Throwable failure) {
    return "PostgreSQL at " + options.place() + " takes no writes: " + from(failure).getMessage();
  }

  /** Why a connection could not be made, for the operator. */
  static StreamException connecting(PostgresOptions options, Throwable failure) {
    if (failure instanceof StreamException known) {
      return known;
    }
    if (failure instanceof PgException refused) {
      return StreamException.caused(
          ErrorCode.UNAVAILABLE, refusedConnection(options, refused), failure);
    }
    return StreamException.caused(ErrorCode.UNAVAILABLE, unanswered(options, failure), failure);
  }

  /** The client tells what befell TLS by its messages alone. */
  private static String unanswered(PostgresOptions options, Throwable failure) {
    String server = "PostgreSQL at " + options.place();
    return switch (String.valueOf(failure.getMessage())) {
      case "SSL handshake failed" ->
          server
              + " and this node do not agree on TLS: with sslmode verify-ca or verify-full its"
              + " certificate must be signed by an authority in ssl_root_cert, with verify-full it"
              + " must also be for the host in the uri";
      case "Postgres Server does not handle SSL connection" ->
          server + " speaks no TLS: switch it on there (ssl = on), or correct sslmode in the uri";
      default ->
          "no PostgreSQL answers at "
              + options.place()
              + " ("
              + failure.getMessage()
              + "): start it, or correct host and port in the uri";
    };
  }

  private static String refusedConnection(PostgresOptions options, PgException refused) {
    String said = "PostgreSQL at " + options.place() + " says: " + refused.getErrorMessage();
    if (inClass(refused, "28")) {
      return said + ". Correct user and password in the uri, or the server's pg_hba.conf";
    }
    if (inClass(refused, "3D000")) {
      return said + ". Create the database, or correct its name in the uri";
    }
    if (inClass(refused, "42501")) {
      return said
          + ". Let an administrator say: CREATE SCHEMA "
          + options.schema()
          + " AUTHORIZATION <the uri's user>, or if it is there: ALTER SCHEMA "
          + options.schema()
          + " OWNER TO <the uri's user>";
    }
    if (inClass(refused, "25006")) {
      return said + ". It is a standby, or was set read-only: name the primary in the uri";
    }
    if (inClass(refused, "53300")) {
      return said + ". Raise the server's max_connections, or lower pool_size";
    }
    return said + " (SQLSTATE " + refused.getSqlState() + ")";
  }

  private static boolean inClass(PgException failure, String... prefixes) {
    for (String prefix : prefixes) {
      if (failure.getSqlState() != null && failure.getSqlState().startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
