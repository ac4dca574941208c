package io.thalweg.bench.base;

import io.vertx.core.http.HttpServerRequest;

/** Pages of stored events, copied from memory or sent as ranges of their file. */
final class PageAnswer {

  private final BaseParts parts;

  PageAnswer(BaseParts parts) {
    this.parts = parts;
  }

  /**
   * The page that starts at {@code from_offset}; a base has pages of one size only and ignores the
   * limit.
   */
  void answerFrom(HttpServerRequest request) {
    String from = request.getParam("from_offset");
    answerPage(request, Integer.parseInt(from == null ? "0" : from) / StoredEvents.PAGE_EVENTS);
  }

  void answerPage(HttpServerRequest request, int page) {
    if (parts.stored().isEmpty()) {
      BaseVerticle.answer(request, 404, "{}");
      return;
    }
    StoredEvents stored = parts.stored().get();
    request.response().putHeader("content-type", "application/json");
    if (parts.kind().sendsFiles() && page < stored.pageCount()) {
      request.response().sendFile(stored.file(), stored.pageStart(page), stored.pageLength(page));
    } else {
      request.response().end(stored.page(page));
    }
  }
}
