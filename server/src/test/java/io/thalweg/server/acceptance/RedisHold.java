package io.thalweg.server.acceptance;

import io.thalweg.storage.redis.testing.RedisServers;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Has Redis receive writes and put them off. */
final class RedisHold implements WriteHold {
  private static final String MS_MAX = "60000";

  /** What of a client's commands Redis has received and not carried out. */
  private static final Pattern RECEIVED = Pattern.compile(" qbuf=(\\d+) .* argv-mem=(\\d+) ");

  private final Vertx vertx;
  private final String uri;

  RedisHold(Vertx vertx, String uri) {
    this.vertx = vertx;
    this.uri = uri;
  }

  @Override
  public void begin() {
    RedisServers.say(vertx, uri, Command.CLIENT, "PAUSE", MS_MAX, "WRITE");
  }

  @Override
  public boolean hasIt() {
    String clients = RedisServers.say(vertx, uri, Command.CLIENT, "LIST").toString();
    return RECEIVED.matcher(clients).results().anyMatch(RedisHold::isLarge);
  }

  private static boolean isLarge(MatchResult received) {
    return Long.parseLong(received.group(1)) + Long.parseLong(received.group(2)) > LARGE_BYTES;
  }

  @Override
  public void end() {
    RedisServers.say(vertx, uri, Command.CLIENT, "UNPAUSE");
  }
}
