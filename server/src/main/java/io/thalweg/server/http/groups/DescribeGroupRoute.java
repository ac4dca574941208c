package io.thalweg.server.http.groups;

import io.thalweg.core.bus.GroupCalls;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;
import io.thalweg.server.http.Endpoint;
import io.thalweg.server.http.Exchange;

/** {@code GET /stream/{stream}/group/{group}}: who holds what, and how far they are. */
final class DescribeGroupRoute implements Endpoint {
  private final GroupCalls groups;

  DescribeGroupRoute(GroupCalls groups) {
    this.groups = groups;
  }

  @Override
  public void handle(Exchange exchange) {
    StreamName stream = exchange.stream();
    GroupName group = exchange.group();
    exchange.query().refuseOthers();
    groups
        .describe(stream, group)
        .onSuccess(view -> exchange.json(200, GroupJson.view(view)))
        .onFailure(exchange::fail);
  }
}
