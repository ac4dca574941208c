package io.thalweg.server.acceptance;

import io.thalweg.core.Streams;
import io.thalweg.core.Thalweg;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.log.LogOptions;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.record.EventFields;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.StorageProviders;
import io.thalweg.core.spi.StorageSpi;
import io.thalweg.core.tail.TailSink;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;

/** Stores an order, and hears of all orders there are and will be. */
final class Orders extends VerticleBase implements TailSink<EventBlock> {
  private static final StreamName ORDERS = new StreamName("orders");

  private final String folder;
  private final Consumer<String> listener;
  private Thalweg thalweg;

  Orders(String folder, Consumer<String> listener) {
    this.folder = folder;
    this.listener = listener;
  }

  @Override
  public Future<?> start() {
    JsonObject options = new JsonObject().put("data_dir", folder);
    StorageSpi storage = StorageProviders.named("file").create(vertx, options);
    return Thalweg.deploy(vertx, "orders", storage, LogOptions.DEFAULT).compose(this::open);
  }

  private Future<?> open(Thalweg deployed) {
    thalweg = deployed;
    Streams streams = deployed.streams();
    EventFields order = new EventFields().type("order.placed").data("{\"item\":\"tea\"}");
    return streams
        .log()
        .createStream(ORDERS, StreamConfig.DEFAULT)
        .compose(created -> streams.publish(ORDERS, EventBatch.of(order)))
        .onSuccess(stored -> streams.subscribe(ORDERS, 0, EventFilter.ALL, this));
  }

  @Override
  public boolean offer(EventBlock events) {
    EventCursor event = events.cursor();
    while (event.next()) {
      listener.accept(event.offset() + " " + event.data());
    }
    return true;
  }

  @Override
  public void gap(long from, long to) {
    listener.accept("retention was faster: " + from + " to " + to);
  }

  @Override
  public void ended(StreamException reason) {
    listener.accept("over: " + reason.getMessage());
  }

  @Override
  public Future<?> stop() {
    return thalweg.close();
  }
}
