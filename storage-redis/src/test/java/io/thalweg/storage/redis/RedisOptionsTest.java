package io.thalweg.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.spi.StorageProviders;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisOptionsTest {
  private static final String URI = "redis://app:s3cret@db.example:6380/2";

  @Test
  void isFoundByItsType() {
    assertThat(StorageProviders.named("redis")).isInstanceOf(RedisStorageProvider.class);
  }

  @Test
  void hasADefaultForEverythingButTheUri() {
    RedisOptions options = RedisOptions.from(new JsonObject().put("uri", URI));

    assertThat(options.keyPrefix()).isEqualTo("thalweg");
    assertThat(options.slotBy()).isEqualTo(SlotBy.STREAM);
    assertThat(options.allowVolatile()).isFalse();
    assertThat(options.replicas()).isZero();
    assertThat(options.tls()).isFalse();
    assertThat(options.place()).isEqualTo("db.example:6380/2");
  }

  @Test
  void namesOtherServersWithTheSameCredentials() {
    RedisOptions options =
        RedisOptions.from(new JsonObject().put("uri", "rediss://app:s3cret@db.example"));

    assertThat(options.uriOf("10.0.0.2", 7001)).isEqualTo("rediss://app:s3cret@10.0.0.2:7001");
    assertThat(options.uriOf("::1", 7001)).isEqualTo("rediss://app:s3cret@[::1]:7001");
    assertThat(options.tls()).isTrue();
    assertThat(options.seed()).isEqualTo("db.example:6379");
  }

  @Test
  void showsNoPassword() {
    assertThat(RedisOptions.from(new JsonObject().put("uri", URI)).toString())
        .doesNotContain("s3cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://db.example:6379",
        "redis://db.example:6379/zero",
        "redis://db.example:6379/0?user=x",
        "redis:///0",
        "redis://a b"
      })
  void refusesAUriThatNamesNoRedis(String uri) {
    refuses("uri", new JsonObject().put("uri", uri));
  }

  @Test
  void needsAUri() {
    refuses("uri", new JsonObject());
  }

  @ParameterizedTest
  @CsvSource({
    "pool_size, 0",
    "pool_size, many",
    "replicas, -1",
    "key_prefix, {x}",
    "key_prefix, ''",
    "slot_by, name",
    "poll_interval, 1ms",
    "reply_timeout, 10",
    "allow_volatile, perhaps",
    "colour, red"
  })
  void refusesNonsenseAndNamesTheKey(String key, String value) {
    Object given = value.matches("-?\\d+") ? (Object) Integer.valueOf(value) : value;
    refuses(key, new JsonObject().put("uri", URI).put(key, given));
  }

  private static void refuses(String key, JsonObject options) {
    assertThatExceptionOfType(StreamException.class)
        .isThrownBy(() -> RedisOptions.from(options))
        .satisfies(
            refusal -> {
              assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
              assertThat(refusal.field()).isEqualTo(key);
              assertThat(refusal.getMessage()).doesNotContain("s3cret");
            });
  }
}
