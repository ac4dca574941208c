package io.thalweg.server.http.groups;

import io.thalweg.core.bus.GroupCalls;
import io.thalweg.server.http.Exchange;
import io.thalweg.server.json.JsonFields;
import io.vertx.core.Future;

/** {@code POST /stream/{stream}/group/{group}}. */
final class CreateGroupRoute extends BodyRoute {
  private final GroupCalls groups;

  CreateGroupRoute(GroupCalls groups) {
    this.groups = groups;
  }

  @Override
  Future<Answer> answer(Exchange exchange, JsonFields body) {
    return groups
        .create(exchange.stream(), exchange.group(), GroupSettings.parse(body))
        .map(view -> Answer.created(GroupJson.view(view)));
  }
}
