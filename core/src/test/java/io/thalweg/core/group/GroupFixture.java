package io.thalweg.core.group;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.thalweg.core.bus.Addresses;
import io.thalweg.core.bus.GroupClient;
import io.thalweg.core.bus.LocalBus;
import io.thalweg.core.bus.PollReply;
import io.thalweg.core.bus.PollRequest;
import io.thalweg.core.contract.InMemoryStorage;
import io.thalweg.core.contract.SampleEvent;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.log.LogOptions;
import io.thalweg.core.log.LogVerticle;
import io.thalweg.core.model.ConsumerName;
import io.thalweg.core.model.GroupConfig;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.GroupView;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** A coordinator over a storage in memory, with a clock that only the test moves. */
final class GroupFixture implements AutoCloseable {
  static final StreamName STREAM = new StreamName("orders");
  static final GroupName GROUP = new GroupName("mailer");
  static final ConsumerName A = new ConsumerName("a");
  static final ConsumerName B = new ConsumerName("b");

  final Vertx vertx = Vertx.vertx();
  final InMemoryStorage storage = new InMemoryStorage(vertx);
  final Addresses addresses = new Addresses("test");
  final GroupClient groups;
  final AtomicLong skippedMs = new AtomicLong();
  private volatile int msALook;
  private String coordinator;

  GroupFixture(int partitions) {
    LocalBus.register(vertx, addresses);
    Clock wallClock = Clock.systemUTC();
    get(vertx.deployVerticle(new LogVerticle(addresses, storage, LogOptions.DEFAULT, wallClock)));
    startCoordinator();
    groups = new GroupClient(vertx, addresses);
    StreamConfig config = new StreamConfig(partitions, 0, 0, 0, 0);
    get(storage.createStream(STREAM, config));
    get(groups.create(STREAM, GROUP, GroupConfig.DEFAULT));
  }

  /** Virtual time passes for sessions; real time still moves as well. */
  void skip(long ms) {
    skippedMs.addAndGet(ms);
  }

  /** So much time passes each time that somebody looks at the clock. */
  void passAtEachLook(int ms) {
    msALook = ms;
  }

  void restartCoordinator() {
    get(vertx.undeploy(coordinator));
    startCoordinator();
  }

  private void startCoordinator() {
    coordinator =
        get(
            vertx.deployVerticle(
                new GroupVerticle(
                    addresses,
                    () -> System.nanoTime() / 1_000_000 + skippedMs.getAndAdd(msALook),
                    new GroupMeter())));
  }

  /** Publishes so many events, round-robin over the partitions. */
  void publish(int events) {
    List<SampleEvent> batch = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      batch.add(SampleEvent.of("tick"));
    }
    StreamAppend append = StreamAppend.of(STREAM, SampleEvent.batch(batch));
    get(storage.write(List.of(WriteBatch.of(append))));
  }

  PollRequest as(ConsumerName consumer, long waitMs) {
    return PollRequest.of(STREAM, GROUP, consumer, 1_000, waitMs);
  }

  PollReply poll(ConsumerName consumer) {
    return get(groups.poll(as(consumer, 0)));
  }

  /** Somebody without a name gets at most so many events. */
  PollReply pollAnonymous(int limit) {
    return get(groups.poll(anonymous(limit, 0)));
  }

  PollRequest anonymous(int limit, long waitMs) {
    return PollRequest.anonymous(STREAM, GROUP, limit, waitMs);
  }

  GroupView describe() {
    return get(groups.describe(STREAM, GROUP));
  }

  static List<Long> offsets(PollReply reply) {
    List<Long> offsets = new ArrayList<>();
    EventCursor cursor = reply.events().cursor();
    while (cursor.next()) {
      offsets.add(cursor.offset());
    }
    return offsets;
  }

  static <T> T get(Future<T> future) {
    try {
      return future.await(10, SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("no answer", e);
    }
  }

  static ErrorCode refusal(Future<?> future) {
    try {
      get(future);
    } catch (StreamException refused) {
      return refused.code();
    }
    throw new AssertionError("not refused");
  }

  static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + SECONDS.toNanos(10);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("did not come true");
      }
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    get(vertx.close());
  }
}
