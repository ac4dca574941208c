package io.thalweg.server.acceptance;

import io.thalweg.storage.redis.testing.LocalRedis;
import io.thalweg.storage.redis.testing.RedisServers;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import java.util.List;
import java.util.Random;

/** Faults of Redis under a server at work. */
class RedisFaultsIT extends DatabaseFaults {
  private LocalRedis database;

  @Override
  String name() {
    return "Redis";
  }

  @Override
  List<String> startDatabase() {
    database = LocalRedis.start();
    return List.of("--storage", "redis", "--redis-uri", database.uri());
  }

  @Override
  void startAgain(Vertx vertx) {
    database.startServer();
  }

  @Override
  void kill(Vertx vertx) {
    database.kill();
  }

  @Override
  void stop() {
    database.stop();
  }

  @Override
  boolean killComesBeforeAnAnswer() {
    return false;
  }

  @Override
  void closeDatabase() {
    database.close();
  }

  @Override
  int cutOne(Vertx vertx, Random random) {
    List<String> clients =
        RedisServers.say(vertx, database.uri(), Command.CLIENT, "LIST").toString().lines().toList();
    String client = clients.get(random.nextInt(clients.size()));
    String id = client.substring("id=".length(), client.indexOf(' '));
    return RedisServers.say(vertx, database.uri(), Command.CLIENT, "KILL", "ID", id).toInteger();
  }
}
