package io.thalweg.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.core.contract.InMemoryStorage;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.log.LogOptions;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.record.EventFields;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.tail.TailSink;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An application with a Vert.x of its own takes us in, twice, and lets us go without a trace. */
class EmbeddingTest {
  private static final StreamName ORDERS = new StreamName("orders");

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private Thalweg deploy(String prefix) {
    return await(Thalweg.deploy(vertx, prefix, new InMemoryStorage(vertx), LogOptions.DEFAULT));
  }

  /** The application's own verticle: publishes and listens. */
  private static final class Shop extends VerticleBase implements TailSink<EventBlock> {
    private final Thalweg thalweg;
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final Promise<StreamException> ended = Promise.promise();
    private Streams streams;

    Shop(Thalweg thalweg) {
      this.thalweg = thalweg;
    }

    @Override
    public Future<?> start() {
      streams = thalweg.streams();
      return streams
          .log()
          .createStream(ORDERS, StreamConfig.DEFAULT)
          .onSuccess(created -> streams.subscribe(ORDERS, 0, EventFilter.ALL, this));
    }

    Future<Long> sell(String what) {
      EventBatch order = EventBatch.of(new EventFields().type("order").data('"' + what + '"'));
      Promise<Long> sold = Promise.promise();
      context.runOnContext(
          now -> streams.publish(ORDERS, order).map(result -> result.offset(0)).onComplete(sold));
      return sold.future();
    }

    @Override
    public boolean offer(EventBlock block) {
      EventCursor event = block.cursor();
      while (event.next()) {
        heard.add(event.offset() + " " + event.data());
      }
      return true;
    }

    @Override
    public void gap(long from, long to) {}

    @Override
    public void ended(StreamException reason) {
      ended.complete(reason);
    }
  }

  private Shop open(Thalweg thalweg) {
    Shop shop = new Shop(thalweg);
    await(vertx.deployVerticle(shop));
    return shop;
  }

  private static void awaitHeard(Shop shop, String... expected) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (shop.heard.size() < expected.length && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    assertThat(shop.heard).containsExactly(expected);
  }

  @Test
  void publishesAndSubscribesWithoutHttp() throws InterruptedException {
    Thalweg thalweg = deploy("shop");
    Shop shop = open(thalweg);

    assertThat(await(shop.sell("bread"))).isZero();
    assertThat(await(shop.sell("cheese"))).isEqualTo(1);

    awaitHeard(shop, "0 \"bread\"", "1 \"cheese\"");
    await(thalweg.close());
  }

  @Test
  void livesTwiceSideBySide() throws InterruptedException {
    Thalweg north = deploy("north");
    Thalweg south = deploy("south");
    Shop northShop = open(north);
    Shop southShop = open(south);
    await(northShop.sell("ice"));
    await(southShop.sell("wine"));
    await(southShop.sell("bread"));

    awaitHeard(northShop, "0 \"ice\"");
    awaitHeard(southShop, "0 \"wine\"", "1 \"bread\"");

    await(north.close());
    await(southShop.sell("cheese"));
    awaitHeard(southShop, "0 \"wine\"", "1 \"bread\"", "2 \"cheese\"");
    await(south.close());
  }

  @Test
  void refusesASecondDeploymentUnderThePrefixAndLeavesTheFirstAlone() throws InterruptedException {
    Thalweg first = deploy("shop");
    Shop shop = open(first);

    assertThatThrownBy(() -> deploy("shop")).hasRootCauseInstanceOf(IllegalStateException.class);

    await(shop.sell("bread"));
    awaitHeard(shop, "0 \"bread\"");
    await(first.close());
  }

  @Test
  void tellsItsReadersThatItCloses() {
    Thalweg thalweg = deploy("shop");
    Shop shop = open(thalweg);

    await(thalweg.close());

    assertThat(await(shop.ended.future()).code()).isEqualTo(ErrorCode.CLOSED);
    assertThatThrownBy(() -> await(shop.sell("bread")))
        .hasRootCauseInstanceOf(StreamException.class);
  }

  @Test
  void leavesNoTrace() throws InterruptedException {
    Set<String> before = ourThreads();
    Set<String> deployments = new TreeSet<>(vertx.deploymentIDs());
    for (int round = 0; round < 3; round++) {
      Thalweg thalweg = deploy("shop");
      Shop shop = new Shop(thalweg);
      String shopId = await(vertx.deployVerticle(shop));
      await(shop.sell("bread"));
      awaitHeard(shop, "0 \"bread\"");

      await(thalweg.close());
      await(vertx.undeploy(shopId));

      assertThat(vertx.deploymentIDs()).containsExactlyInAnyOrderElementsOf(deployments);
      assertThat(consumerOf("shop.log")).isFalse();
      assertThat(before).containsAll(ourThreads());
    }
  }

  @Test
  void closesTheStorageWhenItCannotStart() {
    InMemoryStorage used = new InMemoryStorage(vertx);
    await(used.open());

    assertThatThrownBy(() -> await(Thalweg.deploy(vertx, "shop", used, LogOptions.DEFAULT)))
        .hasRootCauseInstanceOf(StreamException.class);

    assertThat(used.health().reads()).isFalse();
    await(deploy("shop").close());
  }

  private boolean consumerOf(String address) {
    Future<?> asked =
        vertx.eventBus().request(address, "anybody?", new DeliveryOptions().setLocalOnly(true));
    Throwable failure = await(asked.transform(result -> Future.succeededFuture(result.cause())));
    return !(failure instanceof ReplyException reply
        && reply.failureType() == ReplyFailure.NO_HANDLERS);
  }

  /** Threads but for those of Vert.x and Netty, which stay for whoever comes next. */
  private static Set<String> ourThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> !name.startsWith("vert.x-") && !name.startsWith("vertx-"))
        .filter(name -> !name.startsWith("globalEventExecutor"))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
