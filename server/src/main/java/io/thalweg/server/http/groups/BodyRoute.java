package io.thalweg.server.http.groups;

import io.thalweg.server.http.Endpoint;
import io.thalweg.server.http.Exchange;
import io.thalweg.server.json.JsonFields;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** A call whose body is a small JSON object, and so is its answer. */
abstract class BodyRoute implements Endpoint {
  /**
   * What is answered.
   *
   * @param status the HTTP status
   */
  record Answer(int status, JsonObject json) {
    static Answer ok(JsonObject json) {
      return new Answer(200, json);
    }

    static Answer created(JsonObject json) {
      return new Answer(201, json);
    }
  }

  @Override
  public final void handle(Exchange exchange) {
    exchange.query().refuseOthers();
    exchange
        .body()
        .map(body -> JsonFields.parse(body.bytes(), body.length()))
        .compose(body -> answer(exchange, body))
        .onSuccess(answer -> exchange.json(answer.status(), answer.json()))
        .onFailure(exchange::fail);
  }

  /**
   * Answers the call.
   *
   * @param body to be asked for every field, and then to {@link JsonFields#refuseOthers}
   */
  abstract Future<Answer> answer(Exchange exchange, JsonFields body);
}
