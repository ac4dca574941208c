package io.thalweg.storage.postgres;

import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.StreamChangeListener;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.pgclient.PgNotification;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Tells of streams that changed, here or on other nodes. The truth is a comparison of all heads
 * every now and then, on a connection of its own; in between {@code NOTIFY} carries hints, sent by
 * one batcher outside of any append: a notifying commit takes a lock that all others wait for. Not
 * thread-safe: belongs to its context.
 */
final class ChangeFeed {
  private static final int PAYLOAD_CHARS_MAX = 7_000;
  private static final int HINTS_MAX = 10_000;

  /** A comparison may take this share of the time. */
  private static final int POLL_PAUSE_FACTOR = 20;

  private final Vertx vertx;
  private final Context context;
  private final Connections connections;
  private final PostgresOptions options;
  private final String heads;
  private final String channel;
  private final String node = UUID.randomUUID().toString().substring(0, 8);
  private final Map<Integer, Seen> seen = new HashMap<>();
  private final Set<StreamName> hints = new LinkedHashSet<>();
  private volatile StreamChangeListener listener = stream -> {};
  private volatile Throwable failure;
  private PgConnection connection;
  private boolean sending;
  private boolean closed;
  private boolean primed;
  private long timer = -1;

  private record Seen(StreamName name, long head, long minOffset, int alterations) {}

  ChangeFeed(
      Vertx vertx, Context context, Connections connections, PostgresOptions options, Sql sql) {
    this.vertx = vertx;
    this.context = context;
    this.connections = connections;
    this.options = options;
    this.heads = new StreamQueries(sql).heads;
    this.channel = "thalweg_" + options.schema();
  }

  void listener(StreamChangeListener told) {
    listener = told;
  }

  /** Why the database could not be asked the last time, or null. */
  Throwable failure() {
    return failure;
  }

  /** Learns what there is now and goes on until it is closed. */
  Future<Void> start() {
    return connect().compose(connected -> poll());
  }

  /** This node changed a stream: tells here at once, and the others soon. */
  void changedHere(StreamName stream) {
    listener.changed(stream);
    if (hints.size() < HINTS_MAX) {
      hints.add(stream);
    }
    sendHints();
  }

  private void sendHints() {
    if (sending || hints.isEmpty() || connection == null) {
      return;
    }
    sending = true;
    connection
        .preparedQuery("SELECT pg_notify($1, $2)")
        .execute(Tuple.of(channel, takePayload()))
        .timeout(connections.replyTimeoutMs(), TimeUnit.MILLISECONDS)
        // A lost hint is no loss: the others poll.
        .onComplete(
            sent -> {
              sending = false;
              sendHints();
            });
  }

  /** This node's name and as many streams as a notification holds, a line each. */
  private String takePayload() {
    StringBuilder payload = new StringBuilder(node);
    var each = hints.iterator();
    while (each.hasNext() && payload.length() < PAYLOAD_CHARS_MAX) {
      payload.append('\n').append(each.next());
      each.remove();
    }
    return payload.toString();
  }

  private void hinted(PgNotification notification) {
    String[] lines = notification.getPayload().split("\n");
    if (!notification.getChannel().equals(channel) || lines[0].equals(node)) {
      return;
    }
    for (int i = 1; i < lines.length; i++) {
      listener.changed(new StreamName(lines[i]));
    }
  }

  private Future<Void> connect() {
    return connections.connect(this::listen).compose(this::use);
  }

  private Future<Void> listen(PgConnection made) {
    made.notificationHandler(this::hinted);
    made.closeHandler(nothing -> context.runOnContext(now -> lost(made)));
    return made.query("LISTEN " + channel).execute().mapEmpty();
  }

  private Future<Void> use(PgConnection made) {
    if (closed) {
      return connections.close(made).compose(gone -> Future.failedFuture(connections.refuse()));
    }
    connection = made;
    return Future.succeededFuture();
  }

  private void lost(PgConnection which) {
    if (connection == which) {
      connection = null;
      if (!closed) {
        failure = failure == null ? new IllegalStateException("connection lost") : failure;
      }
    }
  }

  private Future<Void> poll() {
    long startedNs = System.nanoTime();
    return (connection == null ? connect() : Future.<Void>succeededFuture())
        .compose(
            connected ->
                connection
                    .preparedQuery(heads)
                    .execute()
                    .timeout(connections.replyTimeoutMs(), TimeUnit.MILLISECONDS))
        .onSuccess(this::compare)
        .onFailure(this::pollFailed)
        .eventually(
            () -> {
              // Without an answer the database has been waited for, and not asked for much.
              boolean answered = failure == null || failure instanceof PgException;
              scheduleAfter(answered ? (System.nanoTime() - startedNs) / 1_000_000 : 0);
              return Future.succeededFuture();
            })
        .mapEmpty();
  }

  private void pollFailed(Throwable why) {
    failure = why;
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }

  private void scheduleAfter(long tookMs) {
    if (!closed) {
      long pauseMs = Math.max(options.pollIntervalMs(), POLL_PAUSE_FACTOR * tookMs);
      timer = vertx.setTimer(Math.min(pauseMs, 10_000), id -> poll());
    }
  }

  private void compare(RowSet<Row> rows) {
    failure = null;
    Map<Integer, Seen> gone = new HashMap<>(seen);
    for (Row row : rows) {
      int id = row.getInteger(0);
      Seen before = gone.remove(id);
      if (before == null
          || before.head != row.getLong(2)
          || before.minOffset != row.getLong(3)
          || before.alterations != row.getInteger(4)) {
        StreamName name = before == null ? new StreamName(row.getString(1)) : before.name;
        seen.put(id, new Seen(name, row.getLong(2), row.getLong(3), row.getInteger(4)));
        tell(name);
      }
    }
    gone.forEach(
        (id, stream) -> {
          seen.remove(id);
          tell(stream.name);
        });
    primed = true;
  }

  private void tell(StreamName stream) {
    if (primed) {
      listener.changed(stream);
    }
  }

  Future<Void> close() {
    closed = true;
    vertx.cancelTimer(timer);
    return connection == null ? Future.succeededFuture() : connections.close(connection);
  }
}
