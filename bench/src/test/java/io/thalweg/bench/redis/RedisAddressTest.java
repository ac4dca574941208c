package io.thalweg.bench.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.bench.net.Endpoint;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {

  @Test
  void knowsWhoLogsInAndWhichDatabaseIsMeant() {
    RedisAddress address = RedisAddress.parse("redis://bench:p%40ss@db.example:7000/3");

    assertThat(address.endpoint()).isEqualTo(new Endpoint("db.example", 7000));
    assertThat(address.greeting())
        .containsExactly(List.of("AUTH", "bench", "p@ss"), List.of("SELECT", "3"));
  }

  @Test
  void fillsInWhatIsLeftOut() {
    RedisAddress address = RedisAddress.parse("redis://:secret@localhost");

    assertThat(address.endpoint()).isEqualTo(new Endpoint("localhost", 6379));
    assertThat(address.greeting())
        .containsExactly(List.of("AUTH", "secret"), List.of("SELECT", "0"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rediss://localhost", "http://localhost", "localhost:6379", "redis:"})
  void refusesWhatItCannotSpeakTo(String uri) {
    assertThatThrownBy(() -> RedisAddress.parse(uri)).isInstanceOf(IllegalArgumentException.class);
  }
}
