package io.thalweg.core.tail;

import io.thalweg.core.Thalweg;
import io.thalweg.core.bus.StreamClient;
import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.contract.InMemoryStorage;
import io.thalweg.core.log.LogOptions;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.EventFields;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.core.spi.StreamAppend;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A deployment over a storage in memory, and one event loop with readers on it. */
final class TailFixture implements AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  final Vertx vertx = Vertx.vertx();
  final InMemoryStorage storage = new InMemoryStorage(vertx);
  final AtomicInteger reads = new AtomicInteger();
  final AtomicInteger waitingReads = new AtomicInteger();
  private final Thalweg thalweg =
      Thalweg.deploy(vertx, "tail", storage, LogOptions.DEFAULT).await();
  private final Context readers = vertx.getOrCreateContext();
  private final TailFeeds<EventBlock> feeds =
      on(
          () ->
              new TailFeeds<>(
                  vertx,
                  counted(new StreamClient(vertx, thalweg.addresses())),
                  ReadResult::events));
  private final Context publisher = vertx.getOrCreateContext();
  private final StreamClient client =
      await(call(publisher, () -> new StreamClient(vertx, thalweg.addresses())));

  private StreamLog counted(StreamLog log) {
    return (StreamLog)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {StreamLog.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("read")) {
                ((long) arguments[1] > 0 ? waitingReads : reads).incrementAndGet();
              }
              try {
                return method.invoke(log, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static <T> Future<T> call(Context context, Supplier<T> step) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(
        now -> {
          try {
            promise.complete(step.get());
          } catch (RuntimeException e) {
            promise.fail(e);
          }
        });
    return promise.future();
  }

  /** Does the step on the readers' event loop. */
  <T> T on(Supplier<T> step) {
    return await(call(readers, step));
  }

  void run(Runnable step) {
    on(
        () -> {
          step.run();
          return null;
        });
  }

  StreamName create(String name, StreamConfig config) {
    StreamName stream = new StreamName(name);
    await(storage.createStream(stream, config));
    return stream;
  }

  StreamName create(String name) {
    return create(name, StreamConfig.DEFAULT);
  }

  Subscription<EventBlock> subscribe(
      StreamName stream, long from, EventFilter filter, TailSink<EventBlock> sink) {
    return on(() -> feeds.subscribe(stream, from, filter, sink));
  }

  Subscription<EventBlock> subscribe(StreamName stream, long from, TailSink<EventBlock> sink) {
    return subscribe(stream, from, EventFilter.ALL, sink);
  }

  /** Publishes events with types {@code type.0}, {@code type.1}, ... in one batch. */
  void publish(StreamName stream, int events, String type) {
    await(publishing(stream, events, type));
  }

  void publish(StreamName stream, int events) {
    publish(stream, events, "type");
  }

  Future<?> publishing(StreamName stream, int events, String type) {
    EventBatch.Builder batch = EventBatch.builder(events * 128);
    for (int i = 0; i < events; i++) {
      batch.add(new EventFields().type(type + "." + i).data("{\"n\":" + i + "}"));
    }
    StreamAppend append = StreamAppend.of(stream, batch.build());
    return call(publisher, () -> client.append(append)).compose(appended -> appended);
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until the condition holds, or fails. */
  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + DEADLINE + ": " + what);
      }
      LockSupport.parkNanos(200_000);
    }
  }

  /** Waits until everything on the readers' event loop and the log's has come to rest. */
  void settle() {
    for (int i = 0; i < 3; i++) {
      await(client.health());
      run(() -> {});
    }
  }

  void closeDeployment() {
    await(thalweg.close());
  }

  @Override
  public void close() {
    closeDeployment();
    await(vertx.close());
  }
}
