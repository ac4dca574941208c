package io.thalweg.server.http;

import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.ReadQuery;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code GET /stream/{stream}/consume/{consumer}}: a page of events from an offset on; with {@code
 * wait} it waits for them.
 */
final class ConsumeRoute implements Endpoint {
  static final int LIMIT = 100;
  static final int LIMIT_MAX = 10_000;

  private final GatewayContext context;
  // Its size is asked from other threads.
  private final Set<PageRequest> waiting = ConcurrentHashMap.newKeySet();

  ConsumeRoute(GatewayContext context) {
    this.context = context;
    context.closing().onClosing(this::answerWaiting);
  }

  @Override
  public void handle(Exchange exchange) {
    StreamName stream = exchange.stream();
    String consumer = exchange.consumer().value();
    Query query = exchange.query();
    ReadParameters parameters = ReadParameters.of(query);
    int limit = (int) query.number("limit", 1, LIMIT_MAX, LIMIT);
    long waitMs = query.durationMs("wait", StreamLog.WAIT_MAX_MS, "5m", 0);
    query.refuseOthers();
    startAt(stream, parameters)
        .onSuccess(
            from -> {
              ReadQuery read =
                  new ReadQuery(
                      stream,
                      from,
                      parameters.filter(),
                      limit,
                      context.options().requests().pageBytesMax());
              new PageRequest(context, exchange, parameters, consumer, waiting).start(read, waitMs);
            })
        .onFailure(exchange::fail);
  }

  // An offset needs no look at the stream first: the page itself tells both ends.
  private Future<Long> startAt(StreamName stream, ReadParameters parameters) {
    boolean partitionChecked = parameters.partition() == ReadParameters.ANY;
    return switch (parameters.start()) {
      case EARLIEST ->
          partitionChecked
              ? Future.succeededFuture(0L)
              : StartOffset.resolve(context.log(), stream, parameters);
      case OFFSET ->
          partitionChecked
              ? Future.succeededFuture(parameters.value())
              : StartOffset.resolve(context.log(), stream, parameters);
      default -> StartOffset.resolve(context.log(), stream, parameters);
    };
  }

  /** How many clients wait for events now. May be called from any thread. */
  int waiting() {
    return waiting.size();
  }

  private Future<Void> answerWaiting() {
    List.copyOf(waiting).forEach(PageRequest::answerNow);
    return Future.succeededFuture();
  }
}
