package io.thalweg.bench.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EndpointTest {

  @Test
  void readsHostAndPortFromAnAddress() {
    assertThat(Endpoint.parse("http://127.0.0.1:15500"))
        .isEqualTo(new Endpoint("127.0.0.1", 15500));
    assertThat(Endpoint.parse("http://example.org/")).isEqualTo(new Endpoint("example.org", 80));
  }

  @Test
  void refusesWhatItCannotLoad() {
    assertThatThrownBy(() -> Endpoint.parse("https://example.org"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Endpoint.parse("example.org:80"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
