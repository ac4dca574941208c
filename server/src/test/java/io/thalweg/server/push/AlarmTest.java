package io.thalweg.server.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.server.testing.TestServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AlarmTest {
  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger rung = new AtomicInteger();
  private final Alarm alarm = new Alarm(vertx, rung::incrementAndGet);

  @AfterEach
  void close() {
    TestServer.await(vertx.close());
  }

  private void onLoop(Consumer<Alarm> action) {
    TestServer.await(
        Future.future(
            done ->
                vertx.runOnContext(
                    started -> {
                      action.accept(alarm);
                      done.complete();
                    })));
  }

  /** What was set before would have gone off by then. */
  private void awaitTimers() {
    TestServer.await(vertx.timer(50).mapEmpty());
  }

  @Test
  void goesOffOnceThoughItIsSetTwice() {
    onLoop(
        set -> {
          set.set(1);
          set.set(2);
          set.set(0);
        });
    awaitTimers();
    assertThat(rung).hasValue(1);
  }

  @Test
  void canBeSetAgainWhenItHasGoneOff() {
    onLoop(set -> set.set(1));
    awaitTimers();
    onLoop(set -> set.set(1));
    awaitTimers();
    assertThat(rung).hasValue(2);
  }

  @Test
  void keepsStillWhenCancelled() {
    onLoop(
        set -> {
          set.set(1);
          set.cancel();
          set.cancel();
        });
    awaitTimers();
    assertThat(rung).hasValue(0);
  }
}
