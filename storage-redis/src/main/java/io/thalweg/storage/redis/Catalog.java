package io.thalweg.storage.redis;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.model.StreamName;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;

/**
 * Which streams there are. A stream is there if its hash is; the sorted set of names may lie on
 * another server, so it is written before and after, and what it names in vain is left out.
 */
final class Catalog {
  private static final int PAGE_MAX = 1_000;

  /** Above every character that a name may have. */
  private static final String BEHIND_NAMES = "\u007f";

  private final Servers servers;
  private final Keys keys;
  private final String node;

  Catalog(Servers servers, Keys keys, String node) {
    this.servers = servers;
    this.keys = keys;
    this.node = node;
  }

  /**
   * The names in a page of the set, whether their streams are there or not.
   *
   * @param after only names behind this one; empty for the start
   */
  Future<List<StreamName>> named(String prefix, String after, int limit) {
    String from = after.compareTo(prefix) < 0 ? "[" + prefix : "(" + after;
    return servers
        .read(
            keys.catalogSlot(),
            Request.cmd(Command.ZRANGE)
                .arg(keys.catalog())
                .arg(from.equals("[") || from.equals("(") ? "-" : from)
                .arg("(" + prefix + BEHIND_NAMES)
                .arg("BYLEX")
                .arg("LIMIT")
                .arg(0)
                .arg(Math.min(limit, PAGE_MAX)))
        .map(
            replies -> {
              List<StreamName> names = new ArrayList<>(replies.size());
              replies.forEach(name -> names.add(new StreamName(name.toString())));
              return names;
            });
  }

  Future<List<StreamName>> streams(String prefix, String after, int limit) {
    return streams(prefix, after, limit, new ArrayList<>());
  }

  private Future<List<StreamName>> streams(
      String prefix, String after, int limit, List<StreamName> found) {
    int wanted = Math.min(limit - found.size(), PAGE_MAX);
    if (wanted <= 0) {
      return Future.succeededFuture(found);
    }
    return named(prefix, after, wanted)
        .compose(
            names ->
                existing(names)
                    .compose(
                        exist -> {
                          for (int i = 0; i < names.size(); i++) {
                            if (exist.get(i)) {
                              found.add(names.get(i));
                            }
                          }
                          return names.size() < wanted
                              ? Future.succeededFuture(found)
                              : streams(prefix, names.get(names.size() - 1).value(), limit, found);
                        }));
  }

  private Future<List<Boolean>> existing(List<StreamName> names) {
    List<Request> requests =
        names.stream().map(name -> Request.cmd(Command.EXISTS).arg(keys.stream(name))).toList();
    if (names.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    Future<List<Response>> replies =
        servers.isCluster()
            ? Future.all(names.stream().map(this::exists).toList()).map(all -> all.<Response>list())
            : servers.read(0, requests);
    return replies.map(all -> all.stream().map(reply -> reply.toInteger() == 1).toList());
  }

  private Future<Response> exists(StreamName name) {
    return servers.read(keys.slot(name), Request.cmd(Command.EXISTS).arg(keys.stream(name)));
  }

  /** Fails with {@code STREAM_EXISTS}. */
  Future<StreamInfo> create(StreamName name, StreamConfig config) {
    return enlist(name)
        .compose(
            listed ->
                servers.change(
                    keys.slot(name),
                    Script.CREATE,
                    server -> StreamColumns.settings(call(Script.CREATE, name, server), config)))
        .compose(
            reply -> {
              long generation = reply.toLong();
              if (generation == 0) {
                return Future.failedFuture(
                    StreamException.of(
                        ErrorCode.STREAM_EXISTS, "the stream " + name + " exists already"));
              }
              // It may have been taken off the list by one who deleted its namesake.
              return enlist(name)
                  .map(new StreamInfo(name, config, generation, generation / 1_000, 0, 0, 0));
            });
  }

  Future<Void> alter(StreamName name, long generation, StreamConfig config) {
    return servers
        .change(
            keys.slot(name),
            Script.ALTER,
            server ->
                StreamColumns.settings(call(Script.ALTER, name, server), config).arg(generation))
        .map(
            reply -> {
              StreamColumns.checkAltered(name, reply);
              return null;
            });
  }

  Future<Void> delete(StreamName name) {
    return servers
        .change(keys.slot(name), Script.DELETE, server -> call(Script.DELETE, name, server))
        .compose(
            deleted ->
                deleted.toInteger() == 1
                    ? unlist(name)
                    : Future.failedFuture(StreamColumns.noStream(name)));
  }

  /** Takes a name off the list, unless there is a stream of this name by now. */
  Future<Void> unlist(StreamName name) {
    return servers
        .change(keys.catalogSlot(), Request.cmd(Command.ZREM).arg(keys.catalog()).arg(name.value()))
        .compose(removed -> exists(name))
        .compose(there -> there.toInteger() == 1 ? enlist(name) : Future.succeededFuture());
  }

  private Future<Void> enlist(StreamName name) {
    return servers
        .change(
            keys.catalogSlot(),
            Request.cmd(Command.ZADD).arg(keys.catalog()).arg(0).arg(name.value()))
        .mapEmpty();
  }

  /** A call that starts with what most scripts take. */
  Request call(Script script, StreamName stream, ServerState server) {
    return script
        .call(keys, stream)
        .arg(server.run())
        .arg(node)
        .arg(keys.channel())
        .arg(stream.value());
  }
}
