package io.thalweg.core.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.spi.Lease;
import io.thalweg.core.spi.LeaseStore;
import io.thalweg.core.spi.LocalLeases;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaseKeeperTest {
  private static final String NAME = "groups";

  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong now = new AtomicLong();
  private final LocalLeases leases = new LocalLeases(now::get);
  private final AtomicBoolean silent = new AtomicBoolean();
  private final AtomicInteger changes = new AtomicInteger();

  /** A storage that may stop to answer. */
  private final LeaseStore storage =
      new LeaseStore() {
        @Override
        public Future<Lease> lease(String name, String holder, long durationMs) {
          return silent.get()
              ? Promise.<Lease>promise().future()
              : leases.lease(name, holder, durationMs);
        }

        @Override
        public Future<Void> release(String name, String holder) {
          return leases.release(name, holder);
        }
      };

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void oneOfTwoHasTheLeaseAndTheOtherKnows() {
    LeaseKeeper a = start("a");
    LeaseKeeper b = start("b");

    assertThat(a.isHere()).isTrue();
    assertThat(b.isHere()).isFalse();
    assertThat(b.node()).isEqualTo("a");
  }

  @Test
  void givesUpALeaseThatItCannotRenewBeforeItEnds() {
    LeaseKeeper a = start("a");
    silent.set(true);

    now.addAndGet(LeaseKeeper.DURATION_MS - LeaseKeeper.GIVEN_UP_BEFORE_MS);

    assertThat(a.isHere()).isFalse();
    assertThat(leases.lease(NAME, "b", 1).result().holder()).isEqualTo("a");
    await(() -> a.node() == null);
    assertThat(changes).hasValueGreaterThan(1);
  }

  @Test
  void keepsItAsLongAsTheStorageAnswers() {
    LeaseKeeper a = start("a");
    for (int i = 0; i < 10; i++) {
      now.addAndGet(1_000);
      long end = now.get() + LeaseKeeper.DURATION_MS;
      await(() -> end - now.get() == leases.lease(NAME, "looker", 1).result().remainingMs());
    }

    assertThat(a.isHere()).isTrue();
    assertThat(changes).hasValue(1);
  }

  @Test
  void takesOverWhenTheOtherIsSilent() {
    now.set(1);
    leases.lease(NAME, "killed", LeaseKeeper.DURATION_MS);
    LeaseKeeper b = start("b");
    assertThat(b.isHere()).isFalse();

    now.addAndGet(LeaseKeeper.DURATION_MS);

    await(b::isHere);
  }

  @Test
  void leavesItToAnotherAtOnceWhenItStops() {
    LeaseKeeper a = start("a");
    a.stop().await();

    assertThat(a.isHere()).isFalse();
    assertThat(leases.lease(NAME, "b", 1_000).result().isHeldBy("b")).isTrue();
  }

  private LeaseKeeper start(String node) {
    LeaseKeeper keeper =
        new LeaseKeeper(vertx, storage, now::get, NAME, node, changes::incrementAndGet);
    keeper.start().await();
    return keeper;
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
