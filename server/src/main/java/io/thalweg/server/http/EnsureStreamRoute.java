package io.thalweg.server.http;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.model.StreamName;
import io.vertx.core.Future;
import java.util.Map;

/** {@code PUT /stream/{stream}}: creates it unless it is there with the same settings. */
final class EnsureStreamRoute implements Endpoint {
  private final GatewayContext context;

  EnsureStreamRoute(GatewayContext context) {
    this.context = context;
  }

  @Override
  public void handle(Exchange exchange) {
    StreamName stream = exchange.stream();
    exchange.query().refuseOthers();
    exchange
        .fields()
        .map(fields -> StreamSettings.read(fields, StreamConfig.DEFAULT))
        .onSuccess(config -> ensure(exchange, stream, config))
        .onFailure(exchange::fail);
  }

  private void ensure(Exchange exchange, StreamName stream, StreamConfig config) {
    context
        .log()
        .createStream(stream, config)
        .onSuccess(info -> exchange.stored(201, StreamJson.info(info).put("created", true)))
        .onFailure(failure -> compare(exchange, stream, config, StreamException.from(failure)));
  }

  private void compare(
      Exchange exchange, StreamName stream, StreamConfig config, StreamException failure) {
    if (failure.code() != ErrorCode.STREAM_EXISTS) {
      exchange.fail(failure);
      return;
    }
    context.log().stream(stream)
        .compose(info -> same(info, config))
        .onSuccess(info -> exchange.json(200, StreamJson.info(info).put("created", false)))
        .onFailure(exchange::fail);
  }

  private static Future<StreamInfo> same(StreamInfo info, StreamConfig config) {
    if (info.config().equals(config)) {
      return Future.succeededFuture(info);
    }
    return Future.failedFuture(
        StreamException.of(
            ErrorCode.STREAM_EXISTS,
            "stream "
                + info.name()
                + " exists with other settings, "
                + StreamSettings.differing(info.config(), config)
                + "; PATCH changes them",
            Map.of("generation", info.generation())));
  }
}
