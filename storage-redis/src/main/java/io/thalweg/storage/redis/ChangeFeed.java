package io.thalweg.storage.redis;

import io.thalweg.core.model.Durability;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.StreamChangeListener;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Tells of streams that changed, here or on other nodes. The truth is a comparison of all heads
 * every now and then; in between the scripts themselves publish hints. Looks at the servers, too.
 * Not thread-safe: belongs to its context.
 */
final class ChangeFeed {
  /** A comparison may take this share of the time. */
  private static final int POLL_PAUSE_FACTOR = 20;

  private static final long POLL_PAUSE_MS_MAX = 10_000;
  private static final int PAGE = 500;

  private final Vertx vertx;
  private final Context context;
  private final RedisOptions options;
  private final Servers servers;
  private final Keys keys;
  private final Catalog catalog;
  private final Witness witness;
  private final String node;
  private final Map<StreamName, Seen> seen = new HashMap<>();
  private volatile StreamChangeListener listener = stream -> {};
  private volatile Throwable failure;
  private volatile Durability durability = Durability.FSYNC;
  private volatile Throwable unread;
  private Redis hints;
  private boolean isListening;
  private boolean closed;
  private boolean primed;
  private long timer = -1;

  private record Seen(long generation, long head, long min, long alterations) {}

  ChangeFeed(
      Vertx vertx,
      Context context,
      RedisOptions options,
      Servers servers,
      Keys keys,
      Catalog catalog,
      Witness witness,
      String node) {
    this.vertx = vertx;
    this.context = context;
    this.options = options;
    this.servers = servers;
    this.keys = keys;
    this.catalog = catalog;
    this.witness = witness;
    this.node = node;
  }

  void listener(StreamChangeListener told) {
    listener = told;
  }

  /** Why Redis could not be asked the last time, or should not be used; or null. */
  Throwable failure() {
    return failure;
  }

  Durability durability() {
    return durability;
  }

  /** Learns what there is now and goes on until it is closed. */
  Future<Void> start() {
    return round().onSuccess(done -> schedule(0));
  }

  /** This node changed a stream. */
  void changedHere(StreamName stream) {
    listener.changed(stream);
  }

  private void poll() {
    long startedNs = System.nanoTime();
    round()
        .onFailure(
            why -> {
              failure = why;
              forgetHints();
            })
        .onComplete(
            (done, why) -> {
              // With a single server a failed round has waited and not asked for much.
              boolean waited = why != null && !servers.isCluster();
              schedule(waited ? 0 : (System.nanoTime() - startedNs) / 1_000_000);
            });
  }

  /** Does all that it can, and fails at the end if something failed. Hints are not worth that. */
  private Future<Void> round() {
    unread = null;
    // The rest of a round may wait as long once more.
    Future<Void> look = lookAtServers().onFailure(why -> failure = why);
    return look.otherwiseEmpty()
        .compose(looked -> listen(servers.masters(), 0))
        .recover(deaf -> primed ? Future.succeededFuture() : Future.failedFuture(deaf))
        .compose(listening -> compare("", new HashMap<>(seen)))
        .recover(failed -> look.compose(fit -> Future.failedFuture(failed)))
        .compose(compared -> look)
        .compose(
            fit -> unread == null ? Future.<Void>succeededFuture() : Future.failedFuture(unread))
        .onSuccess(
            done -> {
              failure = null;
              primed = true;
            });
  }

  private void schedule(long tookMs) {
    if (!closed) {
      long pauseMs = Math.max(options.pollIntervalMs(), POLL_PAUSE_FACTOR * tookMs);
      timer = vertx.setTimer(Math.min(pauseMs, POLL_PAUSE_MS_MAX), id -> poll());
    }
  }

  /** Settings may be changed and masters demoted while connections stay. */
  private Future<Void> lookAtServers() {
    List<Node> masters = servers.masters();
    return Future.join(masters.stream().map(Node::look).toList())
        .map(
            all -> {
              durability = reached(all.list());
              return all.<ServerState>list().stream().anyMatch(ServerState::replica);
            })
        .compose(demoted -> demoted ? servers.refresh() : Future.succeededFuture())
        .recover(
            failure ->
                (servers.isCluster()
                        ? servers.refresh().otherwiseEmpty()
                        : Future.<Void>succeededFuture())
                    .compose(refreshed -> Future.failedFuture(failure)));
  }

  /**
   * A master that comes back with less makes its replicas forget it, too: without its own disk they
   * are worth nothing.
   */
  private Durability reached(List<ServerState> masters) {
    Durability weakest = Durability.FSYNC;
    for (ServerState each : masters) {
      weakest = each.durability().compareTo(weakest) < 0 ? each.durability() : weakest;
    }
    return weakest == Durability.FSYNC && options.replicas() > 0 ? Durability.REPLICATED : weakest;
  }

  /** Subscribes at the first that can be reached: the masters of a cluster pass hints on. */
  private Future<Void> listen(List<Node> masters, int next) {
    if (hints != null || closed) {
      return Future.succeededFuture();
    }
    return listen(masters.get(next).endpoint())
        .recover(
            failure ->
                next + 1 < masters.size()
                    ? listen(masters, next + 1)
                    : Future.failedFuture(failure));
  }

  private Future<Void> listen(String endpoint) {
    Redis made = Redis.createClient(vertx, ClientSettings.of(options, endpoint));
    hints = made;
    return made.connect()
        .compose(
            connection -> {
              connection.handler(message -> context.runOnContext(now -> heard(message)));
              connection.endHandler(ended -> context.runOnContext(now -> lost(made)));
              return subscribe(connection);
            })
        .timeout(options.connectTimeoutMs(), TimeUnit.MILLISECONDS)
        .onSuccess(subscribed -> isListening = hints == made)
        .onFailure(why -> lost(made));
  }

  /** Whether hints come here. */
  boolean isListening() {
    return isListening;
  }

  private Future<Void> subscribe(RedisConnection connection) {
    return connection.send(Request.cmd(Command.SUBSCRIBE).arg(keys.channel())).mapEmpty();
  }

  private void lost(Redis which) {
    if (hints == which) {
      hints = null;
      isListening = false;
    }
    which.close();
  }

  private void forgetHints() {
    if (hints != null) {
      lost(hints);
    }
  }

  private void heard(Response message) {
    if (message.type() == ResponseType.ERROR
        || message.size() != 3
        || !message.get(0).toString().equals("message")) {
      return;
    }
    String[] lines = message.get(2).toString().split("\n");
    if (lines[0].equals(node)) {
      return;
    }
    for (int i = 1; i < lines.length; i++) {
      listener.changed(new StreamName(lines[i]));
    }
  }

  private Future<Void> compare(String after, Map<StreamName, Seen> gone) {
    return catalog
        .named("", after, PAGE)
        .compose(
            names ->
                names.isEmpty()
                    ? Future.succeededFuture(ended(gone))
                    : comparePage(names, gone)
                        .compose(done -> compare(names.get(names.size() - 1).value(), gone)));
  }

  private Future<Void> comparePage(List<StreamName> names, Map<StreamName, Seen> gone) {
    List<Request> requests =
        names.stream()
            .map(
                name ->
                    StreamColumns.fields(
                        keys, name, "generation", "head", "min", "alterations", "run"))
            .toList();
    List<Witness.Seen> before = names.stream().map(witness::seen).toList();
    Future<List<Response>> replies;
    if (servers.isCluster()) {
      List<Future<Response>> each = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        each.add(servers.read(keys.slot(names.get(i)), requests.get(i)).otherwise(this::unread));
      }
      replies = Future.all(each).map(all -> all.<Response>list());
    } else {
      replies = servers.read(0, requests);
    }
    return replies.compose(
        all -> {
          List<StreamName> contradicted = new ArrayList<>();
          for (int i = 0; i < names.size(); i++) {
            if (all.get(i) == null) {
              gone.remove(names.get(i));
            } else if (all.get(i).get(0) != null
                && compare(names.get(i), all.get(i), gone, before.get(i))) {
              contradicted.add(names.get(i));
            }
          }
          return contradicted.isEmpty() ? Future.succeededFuture() : witness.testify(contradicted);
        });
  }

  /** A stream whose master is away is not gone, and those of other masters go on. */
  private Response unread(Throwable why) {
    unread = why;
    return null;
  }

  /** Whether what is there now contradicts what this node has seen. */
  private boolean compare(
      StreamName name, Response fields, Map<StreamName, Seen> gone, Witness.Seen before) {
    Seen now =
        new Seen(
            fields.get(0).toLong(),
            fields.get(1).toLong(),
            fields.get(2).toLong(),
            fields.get(3).toLong());
    if (!now.equals(gone.remove(name))) {
      seen.put(name, now);
      tell(name);
    }
    String run = fields.get(4).toString();
    if (before.isContradictedBy(now.generation, now.head, run)) {
      return true;
    }
    witness.saw(name, now.generation, now.head, run);
    return false;
  }

  private Void ended(Map<StreamName, Seen> gone) {
    for (StreamName name : gone.keySet()) {
      seen.remove(name);
      witness.forget(name);
      tell(name);
    }
    return null;
  }

  private void tell(StreamName stream) {
    if (primed) {
      listener.changed(stream);
    }
  }

  Future<Void> close() {
    closed = true;
    vertx.cancelTimer(timer);
    Redis last = hints;
    hints = null;
    return last == null ? Future.succeededFuture() : last.close();
  }
}
