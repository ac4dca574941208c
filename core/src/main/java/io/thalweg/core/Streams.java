package io.thalweg.core;

import io.thalweg.core.bus.Addresses;
import io.thalweg.core.bus.Producers;
import io.thalweg.core.bus.StreamClient;
import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.bus.TransactionClient;
import io.thalweg.core.bus.TransactionReply;
import io.thalweg.core.bus.TransactionRequest;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.tail.Subscription;
import io.thalweg.core.tail.TailFeeds;
import io.thalweg.core.tail.TailSink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/**
 * Streams for code in the same process: what the HTTP interface does, without HTTP. Not
 * thread-safe: belongs to the context that made it, and completes and delivers there.
 */
public final class Streams {
  private final StreamClient client;
  private final TransactionClient transactions;
  private final TailFeeds<EventBlock> feeds;

  Streams(Vertx vertx, Addresses addresses) {
    this.client = new StreamClient(vertx, addresses);
    this.transactions = new TransactionClient(vertx, addresses);
    this.feeds = new TailFeeds<>(vertx, client, ReadResult::events);
  }

  /** Creates, lists, reads and deletes streams. */
  public StreamLog log() {
    return client;
  }

  /** Publishes events to one stream, all or none. Succeeds when they are durable. */
  public Future<AppendResult> publish(StreamName stream, EventBatch events) {
    return client.append(StreamAppend.of(stream, events));
  }

  /**
   * The same, only if the stream's head is {@code expectedHead}; fails with {@code HEAD_MISMATCH}.
   */
  public Future<AppendResult> publish(StreamName stream, EventBatch events, long expectedHead) {
    return client.append(new StreamAppend(stream, events, expectedHead));
  }

  /** Publishing by numbers: see there. */
  public Producers producers() {
    return new Producers(client);
  }

  /** Publishes to several streams and commits positions of groups, all together or not at all. */
  public Future<TransactionReply> transact(TransactionRequest request) {
    return transactions.run(request);
  }

  /**
   * Delivers the stream's events from an offset on, history first, then live.
   *
   * @param from not above the head
   */
  public Subscription<EventBlock> subscribe(
      StreamName stream, long from, EventFilter filter, TailSink<EventBlock> sink) {
    return feeds.subscribe(stream, from, filter, sink);
  }
}
