package io.thalweg.server.push;

import io.thalweg.core.bus.MemberRequest;
import io.thalweg.core.error.StreamException;
import io.thalweg.server.http.Exchange;
import io.thalweg.server.http.Query;

/**
 * What a member wants that is to be pushed to.
 *
 * @param inFlightMax how many events may be sent and not acknowledged
 * @param control whether it wants to be told more than events, see {@link GroupControlText}
 */
record GroupSocketRequest(MemberRequest member, int inFlightMax, boolean control) {
  private static final int IN_FLIGHT = 100;
  private static final int IN_FLIGHT_MAX = 10_000;

  /**
   * Takes the request from its path and query.
   *
   * @throws StreamException {@code INVALID_REQUEST} naming what is at fault
   */
  static GroupSocketRequest of(Exchange exchange) {
    MemberRequest member =
        new MemberRequest(exchange.stream(), exchange.group(), exchange.consumer());
    Query query = exchange.query();
    int inFlightMax = (int) query.number("max_in_flight", 1, IN_FLIGHT_MAX, IN_FLIGHT);
    boolean control = query.flag("control", false);
    query.refuseOthers();
    return new GroupSocketRequest(member, inFlightMax, control);
  }
}
