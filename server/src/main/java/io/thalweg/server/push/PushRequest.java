package io.thalweg.server.push;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.server.http.Exchange;
import io.thalweg.server.http.Query;
import io.thalweg.server.http.ReadParameters;

/**
 * What a client wants to be pushed.
 *
 * @param read where from, and which events
 * @param control whether it wants to be told more than events, see {@link ControlText}
 */
record PushRequest(StreamName stream, ReadParameters read, boolean control) {
  private static final String LAST_EVENT_ID = "Last-Event-ID";

  /**
   * Takes the request from its path and query.
   *
   * @throws StreamException {@code INVALID_REQUEST} naming what is at fault
   */
  static PushRequest of(Exchange exchange) {
    StreamName stream = exchange.stream();
    exchange.consumer();
    Query query = exchange.query();
    ReadParameters read = ReadParameters.of(query);
    boolean control = query.flag("control", false);
    query.refuseOthers();
    return new PushRequest(stream, read, control);
  }

  /** The same, but behind the event that the header {@code Last-Event-ID} names, if it is there. */
  static PushRequest ofSse(Exchange exchange) {
    PushRequest request = of(exchange);
    String lastId = exchange.request().getHeader(LAST_EVENT_ID);
    return lastId == null || lastId.isEmpty()
        ? request
        : new PushRequest(
            request.stream, request.read.from(offset(lastId) + 1, LAST_EVENT_ID), request.control);
  }

  private static long offset(String lastId) {
    if (lastId.length() > 18 || !lastId.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw StreamException.invalid(
          LAST_EVENT_ID, "must be an offset: the id of the last event that was received");
    }
    return Long.parseLong(lastId);
  }

  /** Whether the result is of the incarnation that the client means. */
  boolean isMeant(ReadResult result) {
    return read.generation() == ReadParameters.ANY || read.generation() == result.generation();
  }

  /**
   * Where the client starts now that the stream's ends are known: only who named an offset can miss
   * something before it.
   */
  long startsAt(long from, ReadResult first) {
    return read.start() == ReadParameters.Start.OFFSET ? from : Math.max(from, first.minOffset());
  }
}
