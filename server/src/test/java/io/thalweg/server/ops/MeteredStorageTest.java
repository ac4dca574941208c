package io.thalweg.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.contract.InMemoryStorage;
import io.thalweg.core.contract.StorageContract;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventFields;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.StorageSpi;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.vertx.core.Vertx;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A storage that is counted keeps the contract, and the counts are right. */
class MeteredStorageTest extends StorageContract {
  private static final StreamName ORDERS = new StreamName("orders");

  private Vertx ownVertx;
  private StorageMeter meter;

  @Override
  protected StorageSpi newStorage(Vertx vertx) {
    return new MeteredStorage(new InMemoryStorage(vertx), new StorageMeter());
  }

  @BeforeEach
  void makeOwnVertx() {
    ownVertx = Vertx.vertx();
    meter = new StorageMeter();
  }

  @AfterEach
  void closeOwnVertx() {
    ownVertx.close().await();
  }

  @Test
  void countsWhatIsWrittenAndRead() {
    StorageSpi storage = open(new InMemoryStorage(ownVertx));
    storage.write(List.of(batch("a"), batch("b"))).await();
    storage.write(List.of(batch("b"))).await();
    storage.read(new ReadQuery(ORDERS, 0, EventFilter.ALL, 10, 10_000)).await();

    assertThat(page())
        .contains("thalweg_events_published_total 2\n")
        .contains("thalweg_events_duplicate_total 1\n")
        .contains("thalweg_events_read_total 2\n")
        .contains("thalweg_writes_refused_total 0\n")
        .contains("thalweg_storage_write_seconds_count 2\n")
        .contains("thalweg_storage_write_seconds_bucket{le=\"+Inf\"} 2\n");
  }

  @Test
  void countsRefusalsAndFailures() {
    InMemoryStorage faulty = new InMemoryStorage(ownVertx);
    StorageSpi storage = open(faulty);
    storage.write(List.of(WriteBatch.of(new StreamAppend(ORDERS, events("a"), 7)))).await();
    faulty.failNextReads(1, ErrorCode.CORRUPT);
    storage.read(new ReadQuery(ORDERS, 0, EventFilter.ALL, 10, 10_000)).otherwiseEmpty().await();
    faulty.failNextWrites(1, ErrorCode.WRITES_CLOSED);
    storage.write(List.of(batch("b"))).otherwiseEmpty().await();

    assertThat(page())
        .contains("thalweg_events_published_total 0\n")
        .contains("thalweg_writes_refused_total 1\n")
        .contains("thalweg_writes_failed_total 1\n")
        .contains("thalweg_reads_failed_total 1\n");
  }

  private StorageSpi open(StorageSpi storage) {
    StorageSpi metered = new MeteredStorage(storage, meter);
    metered.open().await();
    metered.createStream(ORDERS, StreamConfig.DEFAULT).await();
    return metered;
  }

  private String page() {
    PrometheusText text = new PrometheusText();
    meter.writeTo(text);
    return text.toString();
  }

  private static WriteBatch batch(String id) {
    return WriteBatch.of(StreamAppend.of(ORDERS, events(id)));
  }

  private static EventBatch events(String id) {
    return EventBatch.of(new EventFields().type("order").data("1").id(id));
  }
}
