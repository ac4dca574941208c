package io.thalweg.server.http.groups;

import io.thalweg.core.bus.GroupCalls;
import io.thalweg.core.bus.MemberRequest;
import io.thalweg.server.http.Exchange;
import io.thalweg.server.json.JsonFields;
import io.vertx.core.Future;

/** {@code POST …/group/{group}/member/{consumer}/heartbeat}: for who works longer than it waits. */
final class HeartbeatRoute extends BodyRoute {
  private final GroupCalls groups;

  HeartbeatRoute(GroupCalls groups) {
    this.groups = groups;
  }

  @Override
  Future<Answer> answer(Exchange exchange, JsonFields body) {
    body.refuseOthers();
    MemberRequest member =
        new MemberRequest(exchange.stream(), exchange.group(), exchange.consumer());
    return groups
        .heartbeat(member)
        .map(reply -> Answer.seen(GroupJson.member(member.consumer(), reply)));
  }
}
