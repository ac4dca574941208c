package io.thalweg.server.http.groups;

import io.thalweg.core.bus.GroupCalls;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.GroupName;
import io.thalweg.server.http.Exchange;
import io.thalweg.server.json.JsonFields;
import io.vertx.core.Future;

/** {@code POST …/group/{group}/copy}: a new group that stands where this one does. */
final class CopyGroupRoute extends BodyRoute {
  private final GroupCalls groups;

  CopyGroupRoute(GroupCalls groups) {
    this.groups = groups;
  }

  @Override
  Future<Answer> answer(Exchange exchange, JsonFields body) {
    String to = body.text("to");
    body.refuseOthers();
    return groups
        .copy(exchange.stream(), exchange.group(), name(to))
        .map(view -> Answer.created(GroupJson.view(view)));
  }

  private static GroupName name(String to) {
    if (to == null) {
      throw StreamException.invalid("to", "is missing");
    }
    try {
      return new GroupName(to);
    } catch (StreamException refused) {
      throw StreamException.invalid("to", "is no name for a group: " + refused.getMessage());
    }
  }
}
