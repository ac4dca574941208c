package io.thalweg.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.Durability;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerStateTest {
  private static final RedisOptions OPTIONS =
      RedisOptions.from(new JsonObject().put("uri", "redis://db:6379"));

  @ParameterizedTest
  @CsvSource({"6.2.0", "7.0.15", "8.2.1", "10.0.0"})
  void takesEveryVersionThatHasWhatItNeeds(String version) {
    assertThatCode(() -> state("redis_version:" + version).check(OPTIONS))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis_version:6.0.16 | upgrade it to 6.2",
        "redis_version:5.0.7 | upgrade it to 6.2",
        "redis_mode:sentinel | put the Redis server itself into the uri",
        "server_mode:sentinel | put the Redis server itself into the uri",
        "role:slave | put the master into the uri",
        "aof_enabled:0 | set appendonly yes"
      })
  void refusesAServerThatWillNotDoAndSaysWhatToChange(String line, String advice) {
    refuses(advice, line);
  }

  @ParameterizedTest
  @CsvSource({"allkeys-lru", "allkeys-random", "volatile-ttl"})
  void refusesAServerThatMayEvict(String policy) {
    refuses("set maxmemory-policy noeviction", "maxmemory:1000000", "maxmemory_policy:" + policy);
  }

  @Test
  void doesNotBelieveTheSettingsOfAServerThatIsStillLoading() {
    refuses("wait until it is done", "loading:1", "aof_enabled:0");
  }

  @Test
  void takesAReplicaInACluster() {
    assertThatCode(() -> state("role:slave", "redis_mode:cluster").check(OPTIONS))
        .doesNotThrowAnyException();
    assertThat(state("server_mode:cluster").isCluster()).as("as Valkey says it").isTrue();
  }

  @Test
  void doesNotMindAPolicyWithoutALimit() {
    assertThatCode(() -> state("maxmemory:0", "maxmemory_policy:allkeys-lru").check(OPTIONS))
        .doesNotThrowAnyException();
  }

  @Test
  void namesTheDurabilityThatTheSettingsGive() {
    assertThat(durability("always")).isEqualTo(Durability.FSYNC);
    assertThat(durability("everysec")).isEqualTo(Durability.OS);
    assertThat(durability("no")).isEqualTo(Durability.OS);
    assertThat(durability("")).isEqualTo(Durability.OS);
    assertThat(state("aof_enabled:0").durability()).isEqualTo(Durability.MEMORY);
  }

  @Test
  void doesNotCallDurableWhatIsNotForcedDuringARewrite() {
    assertThat(durability("always", "yes")).isEqualTo(Durability.OS);
    assertThat(durability("always", "")).isEqualTo(Durability.OS);
  }

  private static Durability durability(String fsync) {
    return durability(fsync, "no");
  }

  private static Durability durability(String fsync, String noFsyncOnRewrite) {
    return ServerState.of("db:6379", "aof_enabled:1\r\n", fsync, noFsyncOnRewrite).durability();
  }

  private static void refuses(String advice, String... lines) {
    assertThatExceptionOfType(StreamException.class)
        .isThrownBy(() -> state(lines).check(OPTIONS))
        .withMessageContaining("db:6379")
        .withMessageContaining(advice);
  }

  /** What a good server says, but for these lines. */
  private static ServerState state(String... lines) {
    String good = "redis_version:7.0.15\r\nrole:master\r\naof_enabled:1\r\n";
    return ServerState.of("db:6379", good + String.join("\r\n", lines) + "\r\n", "always", "no");
  }
}
