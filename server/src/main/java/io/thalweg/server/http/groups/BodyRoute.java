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
   * @param stored whether it tells of something that is stored
   */
  record Answer(int status, boolean stored, JsonObject json) {
    /** Of something that is not stored, or not by this call. */
    static Answer seen(JsonObject json) {
      return new Answer(200, false, json);
    }

    static Answer stored(JsonObject json) {
      return new Answer(200, true, json);
    }

    static Answer created(JsonObject json) {
      return new Answer(201, true, json);
    }

    void send(Exchange exchange) {
      if (stored) {
        exchange.stored(status, json);
      } else {
        exchange.json(status, json);
      }
    }
  }

  @Override
  public final void handle(Exchange exchange) {
    exchange.query().refuseOthers();
    exchange
        .fields()
        .compose(body -> answer(exchange, body))
        .onSuccess(answer -> answer.send(exchange))
        .onFailure(exchange::fail);
  }

  /**
   * Answers the call.
   *
   * @param body to be asked for every field, and then to {@link JsonFields#refuseOthers}
   */
  abstract Future<Answer> answer(Exchange exchange, JsonFields body);
}
