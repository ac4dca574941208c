package io.thalweg.server.http.groups;

import io.thalweg.core.bus.GroupCalls;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;
import io.thalweg.server.http.Endpoint;
import io.thalweg.server.http.Exchange;

/** {@code POST /stream/{stream}/group/{group}}. */
final class CreateGroupRoute implements Endpoint {
  private final GroupCalls groups;

  CreateGroupRoute(GroupCalls groups) {
    this.groups = groups;
  }

  @Override
  public void handle(Exchange exchange) {
    StreamName stream = exchange.stream();
    GroupName group = exchange.group();
    exchange.query().refuseOthers();
    exchange
        .body()
        .map(GroupSettings::parse)
        .compose(config -> groups.create(stream, group, config))
        .onSuccess(view -> exchange.json(201, GroupJson.view(view)))
        .onFailure(exchange::fail);
  }
}
