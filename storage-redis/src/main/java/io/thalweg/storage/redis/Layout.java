package io.thalweg.storage.redis;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;

/** How the keys under a prefix are laid out: written by the first node, checked by all. */
final class Layout {
  private static final String FORMAT = "1";

  private final Servers servers;
  private final Keys keys;
  private final RedisOptions options;

  Layout(Servers servers, Keys keys, RedisOptions options) {
    this.servers = servers;
    this.keys = keys;
    this.options = options;
  }

  /** Reads it first: a Redis that takes no writes at the moment may still be read from. */
  Future<Void> claim() {
    return servers
        .read(keys.layoutSlot(), fields())
        .compose(
            fields ->
                fields.get(1) == null
                    ? write().map(replies -> replies.get(2))
                    : Future.succeededFuture(fields))
        .map(
            fields -> {
              check(fields);
              return null;
            });
  }

  private Future<List<Response>> write() {
    return servers.read(
        keys.layoutSlot(),
        List.of(
            setIfAbsent("format", FORMAT),
            setIfAbsent("slot_by", options.slotBy().label()),
            fields()));
  }

  private Request fields() {
    return Request.cmd(Command.HMGET).arg(keys.layout()).arg("format").arg("slot_by");
  }

  private Request setIfAbsent(String field, String value) {
    return Request.cmd(Command.HSETNX).arg(keys.layout()).arg(field).arg(value);
  }

  private void check(Response fields) {
    String format = fields.get(0).toString();
    String slotBy = fields.get(1).toString();
    String under = "the keys under " + options.keyPrefix() + " in Redis at " + options.place();
    if (!format.equals(FORMAT)) {
      throw StreamException.of(
          ErrorCode.UNAVAILABLE,
          under + " are of format " + format + ", which this version does not know: upgrade it");
    }
    if (!slotBy.equals(options.slotBy().label())) {
      throw StreamException.of(
          ErrorCode.UNAVAILABLE,
          under + " were laid out with slot_by " + slotBy + ", which cannot be changed: set it so");
    }
  }
}
