package io.thalweg.server.push;

import io.thalweg.server.http.Endpoint;
import io.thalweg.server.http.Exchange;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/**
 * {@code GET /stream/{stream}/sse/{consumer}}: what is published, as Server-Sent Events. {@code
 * Last-Event-ID} resumes and wins over {@code from_offset}, since a browser that reconnects sends
 * both.
 */
final class SseRoute implements Endpoint {
  private static final CharSequence EVENT_STREAM = HttpHeaders.createOptimized("text/event-stream");
  private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
  private static final CharSequence ACCEL_BUFFERING =
      HttpHeaders.createOptimized("X-Accel-Buffering");
  private static final CharSequence NO = HttpHeaders.createOptimized("no");

  private final PushLoop loop;

  SseRoute(PushLoop loop) {
    this.loop = loop;
  }

  @Override
  public void handle(Exchange exchange) {
    PushRequest request = PushRequest.ofSse(exchange);
    loop.enter();
    loop.begin(request)
        .onSuccess(beginning -> open(exchange, beginning))
        .onFailure(
            failure -> {
              loop.leave();
              exchange.fail(failure);
            });
  }

  private void open(Exchange exchange, Beginning beginning) {
    HttpServerResponse response = exchange.response();
    if (response.closed()) {
      loop.leave();
      return;
    }
    response.setChunked(true);
    response
        .headers()
        .set(HttpHeaders.CONTENT_TYPE, EVENT_STREAM)
        .set(HttpHeaders.CACHE_CONTROL, NO_STORE)
        .set(ACCEL_BUFFERING, NO);
    Reader reader = new Reader(loop, beginning.request());
    SseDelivery delivery = SseDelivery.over(response, reader, loop);
    response.writeHead();
    reader.start(delivery, beginning);
  }
}
