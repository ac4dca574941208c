package io.thalweg.server.http.transactions;

import io.thalweg.core.bus.CommitRequest;
import io.thalweg.core.bus.TransactionClient;
import io.thalweg.core.bus.TransactionReply;
import io.thalweg.core.bus.TransactionRequest;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.server.http.Body;
import io.thalweg.server.http.Endpoint;
import io.thalweg.server.http.Exchange;
import io.thalweg.server.http.GatewayContext;
import io.thalweg.server.http.RequestLimits;
import io.thalweg.server.http.groups.CommitFields;
import io.thalweg.server.json.EventLimits;
import io.thalweg.server.json.JsonFields;
import io.thalweg.server.json.TransactionBody;
import io.thalweg.server.json.TransactionParser;
import io.thalweg.server.json.Within;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** {@code POST /transaction}. */
final class TransactionRoute implements Endpoint {
  private final GatewayContext context;
  private final TransactionClient transactions;
  private final TransactionParser parser;

  TransactionRoute(GatewayContext context) {
    RequestLimits limits = context.options().requests();
    this.context = context;
    this.transactions = new TransactionClient(context.vertx(), context.addresses());
    this.parser =
        new TransactionParser(
            new EventLimits(limits.eventBytesMax(), limits.batchEventsMax()),
            TransactionRequest.APPENDS_MAX);
  }

  @Override
  public void handle(Exchange exchange) {
    exchange.query().refuseOthers();
    exchange
        .jsonBody()
        .map(this::request)
        .compose(
            request -> transactions.run(request).compose(reply -> answer(exchange, request, reply)))
        .onFailure(exchange::fail);
  }

  private TransactionRequest request(Body body) {
    TransactionBody sent = parser.parse(body.bytes(), body.length());
    List<CommitRequest> commits = new ArrayList<>();
    for (JsonFields fields : sent.commit()) {
      commits.add(Within.place("commit[" + commits.size() + "]", () -> commit(fields)));
    }
    return new TransactionRequest(sent.id(), sent.publish(), commits);
  }

  private static CommitRequest commit(JsonFields fields) {
    StreamName stream = new StreamName(fields.text("stream"));
    GroupName group = new GroupName(fields.text("group"));
    return CommitFields.read(stream, group, fields);
  }

  private Future<Void> answer(
      Exchange exchange, TransactionRequest request, TransactionReply reply) {
    JsonObject json = new JsonObject().put("success", true);
    if (request.id() != null) {
      json.put("id", request.id());
    }
    if (reply.duplicate()) {
      json.put("duplicate", true);
    }
    JsonArray published = new JsonArray();
    for (int i = 0; i < request.appends().size(); i++) {
      published.add(published(request.appends().get(i), reply.appends().get(i)));
    }
    return exchange.stored(200, json.put("published", published));
  }

  private static JsonObject published(StreamAppend append, AppendResult result) {
    JsonArray events = new JsonArray();
    for (int i = 0; i < result.count(); i++) {
      JsonObject event =
          new JsonObject().put("offset", result.offset(i)).put("partition", result.partition(i));
      events.add(result.repeat(i) ? event.put("duplicate", true) : event);
    }
    int highest = result.highest();
    return new JsonObject()
        .put("stream", append.stream().value())
        .put("count", result.count())
        .put("first_offset", result.offset(result.lowest()))
        .put("last_offset", result.offset(highest))
        .put("timestamp", result.timestamp(highest))
        .put("results", events);
  }
}
