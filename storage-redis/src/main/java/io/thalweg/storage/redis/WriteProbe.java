package io.thalweg.storage.redis;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Tries on every master whether scripts can write, without a trace. */
final class WriteProbe {
  /** Tags that are tried to find a slot of each master. */
  private static final int TAGS_MAX = 100_000;

  private final Servers servers;
  private final Keys keys;

  WriteProbe(Servers servers, Keys keys) {
    this.servers = servers;
    this.keys = keys;
  }

  /** Fails if the user lacks a right, or if nothing can be written for another reason. */
  Future<Void> checkRights() {
    return onEach(
        tag ->
            servers
                .load(keys.probeSlot(tag), Script.PROBE)
                .compose(
                    loaded ->
                        servers.script(keys.probeSlot(tag), Script.PROBE, server -> call(tag))));
  }

  /** Writes as writes do, and fails as they do. */
  Future<Void> write() {
    return onEach(tag -> servers.write(keys.probeSlot(tag), Script.PROBE, server -> call(tag)));
  }

  private Future<Void> onEach(IntFunction<Future<Response>> probe) {
    return Future.join(
            tags().stream().map(tag -> probe.apply(tag).map(WriteProbe::checked)).toList())
        .mapEmpty();
  }

  /** A tag in a slot of each master. */
  private Collection<Integer> tags() {
    int masters = servers.masters().size();
    Map<String, Integer> found = new HashMap<>();
    for (int tag = 0; found.size() < masters && tag < TAGS_MAX; tag++) {
      found.putIfAbsent(servers.endpoint(keys.probeSlot(tag)), tag);
    }
    return found.values();
  }

  private Request call(int tag) {
    return Script.PROBE.call(1).arg(keys.probe(tag));
  }

  private static Response checked(Response missing) {
    if (missing.size() > 0) {
      throw StreamException.of(
          ErrorCode.UNAVAILABLE,
          "the user of Redis may not run "
              + StreamSupport.stream(missing.spliterator(), false)
                  .map(Response::toString)
                  .collect(Collectors.joining(", "))
              + " in scripts: give it the rights that docs/backends.md lists");
    }
    return missing;
  }
}
