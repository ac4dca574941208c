package io.thalweg.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.model.GroupName;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.GroupWrite;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.StorageSpi;
import io.thalweg.core.spi.WriteBatch;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Any context may call, and is answered on itself. */
abstract class ThreadsChapter extends ContractChapter {
  private static final GroupName MAILER = new GroupName("mailer");

  ThreadsChapter(StorageContract contract) {
    super(contract, false);
  }

  @ParameterizedTest
  @EnumSource(names = {"EVENT_LOOP", "WORKER"})
  void answersOnTheContextThatCalled(ThreadingModel model) {
    create(ORDERS);
    append(ORDERS, events(10));
    stored(WriteBatch.of(GroupWrite.create(ORDERS, MAILER, Buffer.buffer(), Map.of())));
    Context caller = newContext(model);

    calls(storage())
        .forEach(
            (name, call) -> {
              Context answered = await(answeringContext(caller, call));
              assertThat(answered).as(name).isSameAs(caller);
            });
  }

  @ParameterizedTest
  @EnumSource(names = {"EVENT_LOOP", "WORKER"})
  void refusesOnTheContextThatCalled(ThreadingModel model) {
    Context caller = newContext(model);

    calls(storage())
        .forEach(
            (name, call) -> {
              Context answered = await(answeringContext(caller, call));
              assertThat(answered).as(name).isSameAs(caller);
            });
  }

  @Test
  void opensAndClosesOnTheContextThatCalled() {
    StorageSpi storage = contract().newStorage(vertx());
    Context caller = newContext(ThreadingModel.EVENT_LOOP);

    assertThat(await(answeringContext(caller, storage::open))).isSameAs(caller);
    assertThat(await(answeringContext(caller, storage::close))).isSameAs(caller);
  }

  private Context newContext(ThreadingModel model) {
    Promise<Context> promise = Promise.promise();
    Deployable deployable =
        context -> {
          promise.complete(Vertx.currentContext());
          return Future.succeededFuture();
        };
    await(vertx().deployVerticle(deployable, new DeploymentOptions().setThreadingModel(model)));
    return await(promise.future());
  }

  /** The context on which a call that {@code caller} makes is answered, well or not. */
  private static Future<Context> answeringContext(Context caller, Supplier<Future<?>> call) {
    Promise<Context> answered = Promise.promise();
    caller.runOnContext(
        go -> call.get().onComplete(answer -> answered.complete(Vertx.currentContext())));
    return answered.future();
  }

  private static Map<String, Supplier<Future<?>>> calls(StorageSpi storage) {
    Map<String, Supplier<Future<?>>> calls = new LinkedHashMap<>();
    calls.put("stream", () -> storage.stream(ORDERS));
    calls.put("stats", () -> storage.stats(ORDERS));
    calls.put("streams", () -> storage.streams("", "", 10));
    calls.put("read", () -> storage.read(new ReadQuery(ORDERS, 0, EventFilter.ALL, 5, 1_000)));
    calls.put("offsetAtTime", () -> storage.offsetAtTime(ORDERS, 1));
    calls.put("countFrom", () -> storage.countFrom(ORDERS, Map.of(0, 3L)));
    calls.put("group", () -> storage.group(ORDERS, MAILER));
    calls.put("groups", () -> storage.groups(ORDERS));
    calls.put(
        "write",
        () ->
            storage.write(
                List.of(
                    appends(to(ORDERS, event("a"))),
                    WriteBatch.of(GroupWrite.commit(ORDERS, MAILER, 0, Map.of(0, 1L))))));
    calls.put("enforceRetention", () -> storage.enforceRetention(0));
    calls.put("createStream", () -> storage.createStream(PAYMENTS, config(1)));
    calls.put("alterStream", () -> storage.alterStream(PAYMENTS, 1, config(2)));
    calls.put("deleteStream", () -> storage.deleteStream(PAYMENTS));
    calls.put("deleteStream of a missing one", () -> storage.deleteStream(MISSING));
    return calls;
  }
}
