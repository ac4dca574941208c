package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.storage.redis.testing.LocalRedis;
import io.thalweg.storage.redis.testing.RedisServers;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(strings = {"maxmemory", "min-replicas-to-write"})
  void servesReadersIfItIsStartedWhileRedisTakesNoWrites(String setting) {
    load.awaitPublishes(10);
    load.finish();
    server.terminate();
    set(setting, 1);

    server.restart();

    assertThat(ready().statusCode()).isEqualTo(503);
    assertThat(ready().body()).contains("\"reads\":true", "\"writes\":false", "takes no writes");
    assertThat(client.get(CrashLoad.STREAM + "/consume/reader").getJsonArray("events"))
        .hasSizeGreaterThanOrEqualTo(10);
    set(setting, 0);
    Patience.await("ready", () -> ready().statusCode() == 200);
    String group = CrashLoad.STREAM + "/group/late";
    TestClient.expect(201, client.call("POST", group, ""));
    assertThat(client.get(group + "/consume").getJsonArray("events")).isNotEmpty();
  }

  private void set(String setting, int value) {
    RedisServers.say(vertx, database.uri(), Command.CONFIG, "SET", setting, value);
  }
}
