package io.thalweg.server.http;

import io.thalweg.core.bus.Producers;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.server.json.AppendJson;
import io.thalweg.server.json.Publication;
import io.vertx.core.Future;

/** {@code POST /stream/{stream}/publish}: stores events, and answers when they are durable. */
final class PublishRoute implements Endpoint {
  private final GatewayContext context;
  private final PublicationReader reader;
  private final Producers producers;

  PublishRoute(GatewayContext context) {
    this.context = context;
    this.producers = new Producers(context.log());
    this.reader = new PublicationReader(context.options().requests(), context.arrays());
  }

  @Override
  public void handle(Exchange exchange) {
    StreamName stream = exchange.stream();
    Query query = exchange.query();
    long expectedHead = query.number("expected_offset", 0, Long.MAX_VALUE, StreamAppend.ANY);
    query.refuseOthers();
    reader.checkHead(exchange.request());
    ProducerHeaders producer = ProducerHeaders.of(exchange.request().headers());
    exchange
        .body()
        .onSuccess(body -> publish(exchange, stream, expectedHead, producer, body))
        .onFailure(exchange::fail);
  }

  private void publish(
      Exchange exchange,
      StreamName stream,
      long expectedHead,
      ProducerHeaders producer,
      Body body) {
    Publication publication;
    try {
      publication = reader.read(exchange.request(), body);
    } catch (RuntimeException refused) {
      exchange.fail(refused);
      return;
    }
    // A batch is made of copies.
    context.arrays().giveBack(body.bytes());
    append(stream, expectedHead, producer, publication)
        .onSuccess(result -> stored(exchange, publication, result))
        .onFailure(exchange::fail);
  }

  private Future<AppendResult> append(
      StreamName stream, long expectedHead, ProducerHeaders producer, Publication publication) {
    long inEvent = publication.expectedHead();
    if (expectedHead != StreamAppend.ANY && inEvent != StreamAppend.ANY) {
      return Future.failedFuture(
          StreamException.invalid("expected_offset", "is given as a parameter and in the event"));
    }
    StreamAppend append =
        new StreamAppend(
            stream,
            publication.events(),
            expectedHead == StreamAppend.ANY ? inEvent : expectedHead);
    return producer == null
        ? context.log().append(append)
        : producers.publish(append, producer.producer(), producer.epoch(), producer.sequence());
  }

  private void stored(Exchange exchange, Publication publication, AppendResult result) {
    // Only now does nobody look at it any longer: after a failure somebody might.
    context.arrays().giveBack(publication.events().array());
    exchange.stored(
        200, publication.single() ? AppendJson.single(result) : AppendJson.batch(result));
  }
}
