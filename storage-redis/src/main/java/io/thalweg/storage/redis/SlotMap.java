package io.thalweg.storage.redis;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Which server has which slot: a single Redis has all of them; the masters of a Redis Cluster share
 * them, as any of them tells.
 */
final class SlotMap {
  private final Vertx vertx;
  private final RedisOptions options;
  private final Map<String, Node> nodes = new ConcurrentHashMap<>();
  private final Set<Node> leaving = ConcurrentHashMap.newKeySet();
  private final String seed;
  private volatile String[] owners;
  private Future<Void> refreshing;

  SlotMap(Vertx vertx, RedisOptions options) {
    this.vertx = vertx;
    this.options = options;
    this.seed = options.seed();
  }

  /** Connects, and looks at all servers that there are. */
  Future<Void> open() {
    return node(seed)
        .writer()
        .connected()
        .compose(
            seed -> {
              if (!seed.server().isCluster()) {
                return Future.succeededFuture();
              }
              return refresh()
                  .compose(
                      known ->
                          Future.join(
                              masters().stream().map(node -> node.writer().connected()).toList()))
                  .mapEmpty();
            });
  }

  /** Whether streams in different slots may be on different servers. */
  boolean isCluster() {
    return owners != null;
  }

  /** All servers that streams may be on. */
  List<Node> masters() {
    String[] known = owners;
    return known == null
        ? List.of(node(seed))
        : Arrays.stream(known)
            .filter(endpoint -> endpoint != null)
            .distinct()
            .map(this::node)
            .toList();
  }

  /** The server at {@code host:port}. */
  Node node(String endpoint) {
    return nodes.computeIfAbsent(endpoint, at -> new Node(vertx, options, at));
  }

  /** The server that has a slot, as far as is known. */
  Node owner(int slot) {
    String[] known = owners;
    if (known == null) {
      return node(seed);
    }
    return node(known[slot] == null ? seed : known[slot]);
  }

  /** Asks any server who has which slots; many who ask at once are answered together. */
  Future<Void> refresh() {
    return refresh("");
  }

  /**
   * Asks who has which slots.
   *
   * @param first where to ask first, because a server pointed there; or empty
   */
  synchronized Future<Void> refresh(String first) {
    if (refreshing == null) {
      Promise<Void> done = Promise.promise();
      refreshing = done.future();
      List<String> asked = new ArrayList<>(nodes.keySet());
      // A server that does not know its own name points to ":port".
      if (first.indexOf(':') > 0) {
        asked.remove(first);
        asked.add(0, first);
      }
      askForSlots(asked, 0)
          .onComplete(
              result -> {
                synchronized (this) {
                  refreshing = null;
                }
                done.handle(result);
              });
      return done.future();
    }
    return refreshing;
  }

  private Future<Void> askForSlots(List<String> asked, int next) {
    String endpoint = asked.get(next);
    return node(endpoint)
        .reader()
        .send(Request.cmd(Command.CLUSTER).arg("SLOTS"))
        .<Void>map(
            slots -> {
              owners = ownersOf(slots, endpoint);
              forgetOthers();
              return null;
            })
        .recover(
            failure ->
                next + 1 < asked.size()
                    ? askForSlots(asked, next + 1)
                    : Future.failedFuture(failure));
  }

  /** Of servers that are in the map no more, what was sent is still answered. */
  private void forgetOthers() {
    Set<String> kept = new HashSet<>(Arrays.asList(owners));
    kept.add(seed);
    for (String endpoint : nodes.keySet()) {
      Node left = kept.contains(endpoint) ? null : nodes.remove(endpoint);
      if (left != null) {
        leaving.add(left);
        vertx
            .timer(options.replyTimeoutMs())
            .onComplete(
                passed -> {
                  leaving.remove(left);
                  left.close();
                });
      }
    }
  }

  /** The masters by slot. Fails if a slot has none: who says so is not, or not yet, joined. */
  private static String[] ownersOf(Response ranges, String asked) {
    String hostAsked = asked.substring(0, asked.lastIndexOf(':'));
    String[] known = new String[Keys.SLOTS];
    for (Response range : ranges) {
      Response master = range.get(2);
      String host = master.get(0) == null ? "" : master.get(0).toString();
      String endpoint = (host.isEmpty() ? hostAsked : host) + ":" + master.get(1);
      Arrays.fill(known, range.get(0).toInteger(), range.get(1).toInteger() + 1, endpoint);
    }
    if (Arrays.asList(known).contains(null)) {
      throw StreamException.of(
          ErrorCode.UNAVAILABLE,
          "the Redis Cluster has slots without a master, says " + asked + "; assign all slots");
    }
    return known;
  }

  Future<Void> close() {
    List<Future<Void>> closing =
        Stream.concat(nodes.values().stream(), leaving.stream()).map(Node::close).toList();
    return closing.isEmpty() ? Future.succeededFuture() : Future.join(closing).mapEmpty();
  }
}
