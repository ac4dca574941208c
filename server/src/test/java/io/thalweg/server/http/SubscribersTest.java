package io.thalweg.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.model.StreamName;
import org.junit.jupiter.api.Test;

class SubscribersTest {
  private static final StreamName STREAM = new StreamName("s");
  private static final long MINUTE_MS = 60_000;

  private long nowMs = 1_000_000;
  private final Subscribers subscribers = new Subscribers(() -> nowMs);

  @Test
  void countsWhoPolledWithinTheLastMinute() {
    subscribers.polled(STREAM, "a");
    nowMs += MINUTE_MS / 2;
    subscribers.polled(STREAM, "b");
    subscribers.polled(STREAM, "b");
    assertThat(subscribers.count(STREAM)).isEqualTo(2);

    nowMs += MINUTE_MS / 2 + 1;

    assertThat(subscribers.count(STREAM)).isEqualTo(1);
    subscribers.polled(STREAM, "a");
    assertThat(subscribers.count(STREAM)).isEqualTo(2);
    nowMs += MINUTE_MS + 1;
    assertThat(subscribers.count(STREAM)).isZero();
  }

  @Test
  void countsASocketForAsLongAsItIsAttached() {
    Subscribers.Attachment socket = subscribers.attach(STREAM);
    nowMs += 100 * MINUTE_MS;
    assertThat(subscribers.count(STREAM)).isEqualTo(1);
    assertThat(subscribers.attached()).isEqualTo(1);

    socket.close();
    socket.close();

    assertThat(subscribers.count(STREAM)).isZero();
    assertThat(subscribers.attached()).isZero();
  }

  @Test
  void countsNoMorePollersThanItHasRoomForUntilSomeAreIdle() {
    for (int i = 0; i <= Subscribers.POLLERS_MAX; i++) {
      subscribers.polled(STREAM, "c" + i);
    }
    assertThat(subscribers.count(STREAM)).isEqualTo(Subscribers.POLLERS_MAX);

    nowMs += MINUTE_MS + 1;
    subscribers.polled(STREAM, "late");

    assertThat(subscribers.count(STREAM)).isEqualTo(1);
  }

  @Test
  void forgetsAStreamThatIsGone() {
    subscribers.polled(STREAM, "a");

    subscribers.forget(STREAM);

    assertThat(subscribers.count(STREAM)).isZero();
  }
}
