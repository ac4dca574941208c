package io.thalweg.storage.redis;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.vertx.redis.client.Response;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** What the errors of Redis mean. The only place that knows their first words. */
final class RedisErrors {
  /** The connection was lost with the request on it: done or not, nobody knows. */
  static final class Lost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Lost(String message, Throwable cause) {
      super(message, cause, false, false);
    }
  }

  /** The request never left: there is no connection to the server. */
  static final class Unreachable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreachable(String message, Throwable cause) {
      super(message, cause, false, false);
    }
  }

  /** What the server said instead of a reply. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message, null, false, false);
    }
  }

  private static final Pattern SAID = Pattern.compile("[A-Z]+( |$)");

  /** What Redis 6.2 puts before the error of a command within a script. */
  private static final Pattern IN_SCRIPT =
      Pattern.compile("^ERR Error running script \\(.*?\\): (@user_script: ?\\d+: )+-?(?=[A-Z]+ )");

  /**
   * What some versions say instead of {@code NOPERM}; Redis 7.2 and newer and Valkey the latter.
   */
  private static final Pattern LACKS_RIGHT =
      Pattern.compile("The user executing the script can't run|ACL failure in script");

  private RedisErrors() {}

  /** The first word of what the server said, or null if it was not the server that failed. */
  static String word(Throwable failure) {
    String message = said(failure);
    return message == null ? null : message.split(" ", 2)[0];
  }

  /**
   * What the server said; null if it was not the server that failed. The client puts into the same
   * type what befell the connection: but a server's first word has capitals only.
   */
  private static String said(Throwable failure) {
    boolean isOfServer = failure instanceof Response || failure instanceof Refused;
    if (!isOfServer || failure.getMessage() == null) {
      return null;
    }
    String message = failure.getMessage();
    if (message.startsWith("ERR [")) {
      // Of several requests sent together, each that failed has a line: "ERR [0] MOVED ...".
      String first = message.lines().findFirst().orElse(message);
      message = first.substring(first.indexOf("] ") + 2);
    }
    message = IN_SCRIPT.matcher(message).replaceFirst("");
    if (message.startsWith("ERR ") && LACKS_RIGHT.matcher(message).find()) {
      message = "NOPERM" + message.substring("ERR".length());
    }
    return SAID.matcher(message).lookingAt() ? message : null;
  }

  /** Where {@code MOVED} and {@code ASK} point to, as {@code host:port}. */
  static String target(Throwable redirection) {
    String[] words = said(redirection).split(" ");
    return words[words.length - 1];
  }

  /** The slot is elsewhere for good. */
  static boolean isMoved(Throwable failure) {
    return "MOVED".equals(word(failure));
  }

  /** The key is already where its slot is moving to. */
  static boolean isAsk(Throwable failure) {
    return "ASK".equals(word(failure));
  }

  /** The server does not know the script. */
  static boolean isUnknownScript(Throwable failure) {
    return "NOSCRIPT".equals(word(failure));
  }

  /** The server is no longer the one to write to. */
  static boolean isReadOnly(Throwable failure) {
    return "READONLY".equals(word(failure));
  }

  /** Nothing was done, and the same request may well be done in a while. */
  static boolean isPassing(Throwable failure) {
    String word = word(failure);
    return word != null
        && switch (word) {
          case "TRYAGAIN", "ASK", "MOVED", "CLUSTERDOWN", "MASTERDOWN", "READONLY" -> true;
          default -> false;
        };
  }

  /** What a caller is told. */
  static StreamException from(Throwable failure) {
    if (failure instanceof StreamException known) {
      return known;
    }
    String word = word(failure);
    String said = "Redis says: " + failure.getMessage();
    if (word == null) {
      return failure instanceof Lost
              || failure instanceof Unreachable
              || failure instanceof TimeoutException
          ? StreamException.caused(
              ErrorCode.UNAVAILABLE, "Redis is gone: " + failure.getMessage(), failure)
          : StreamException.from(failure);
    }
    return switch (word) {
      case "OOM" ->
          StreamException.caused(
              ErrorCode.STORAGE_FULL, said + " Raise maxmemory or shorten retention.", failure);
      case "MISCONF" ->
          StreamException.caused(
              said.contains("No space left") ? ErrorCode.STORAGE_FULL : ErrorCode.UNAVAILABLE,
              said,
              failure);
      case "TRYAGAIN", "ASK", "MOVED", "CLUSTERDOWN", "LOADING", "MASTERDOWN", "READONLY" ->
          StreamException.caused(ErrorCode.UNAVAILABLE, said, failure);
      case "BUSY", "NOREPLICAS" -> StreamException.caused(ErrorCode.UNAVAILABLE, said, failure);
      case "NOAUTH", "WRONGPASS", "NOPERM" ->
          StreamException.caused(
              ErrorCode.UNAVAILABLE,
              said + ". Correct user and password, or the user's ACL: see docs/backends.md",
              failure);
      default -> StreamException.caused(ErrorCode.INTERNAL, said, failure);
    };
  }

  /** Whether the server itself refused, so that certainly nothing was done. */
  static boolean isRefusal(Throwable failure) {
    String word = word(failure);
    return word != null
        && switch (word) {
          case "OOM", "MISCONF", "LOADING", "BUSY", "NOREPLICAS", "NOAUTH" -> true;
          case "NOPERM" -> !isOfScript(failure);
          default -> isPassing(failure);
        };
  }

  /** The server takes no writes as long as something is as it is; it may be read from. */
  static boolean isOfItsState(Throwable failure) {
    String word = word(failure);
    return word != null
        && switch (word) {
          case "OOM", "MISCONF", "NOREPLICAS" -> true;
          default -> false;
        };
  }

  /** A command within a script failed: earlier ones may have been done. */
  private static boolean isOfScript(Throwable failure) {
    return failure.getMessage().contains("@user_script");
  }

  /** Why writes fail, for the operator. */
  static String refusedWrites(RedisOptions options, Throwable failure) {
    return "Redis at " + options.place() + " takes no writes: " + from(failure).getMessage();
  }

  /** Why the server cannot be used, for the operator. */
  static StreamException connecting(RedisOptions options, Throwable failure) {
    if (failure instanceof StreamException known) {
      return known;
    }
    String word = word(failure instanceof Unreachable ? failure.getCause() : failure);
    if (word == null) {
      return StreamException.caused(ErrorCode.UNAVAILABLE, unanswered(options, failure), failure);
    }
    String said = "Redis at " + options.place() + " says: " + failure.getMessage();
    return StreamException.caused(
        ErrorCode.UNAVAILABLE,
        switch (word) {
          case "NOAUTH", "WRONGPASS" -> said + " Correct user and password in the uri";
          case "NOPERM" -> said + ". Give the user the rights that docs/backends.md lists";
          default -> said;
        },
        failure);
  }

  private static String unanswered(RedisOptions options, Throwable failure) {
    String certificate = TlsFailure.of(failure);
    return certificate != null
        ? "Redis at " + options.place() + " " + certificate
        : "no Redis answers at "
            + options.place()
            + " ("
            + failure.getMessage()
            + "): start it, or correct host and port in the uri"
            + (options.tls() ? "; if it speaks no TLS there, write redis://" : "");
  }

  static StreamException notOpen() {
    return StreamException.of(ErrorCode.UNAVAILABLE, "the storage is not open");
  }
}
