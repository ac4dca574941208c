package io.thalweg.server.http.groups;

import io.thalweg.core.bus.GroupCalls;
import io.thalweg.core.bus.MemberReply;
import io.thalweg.core.bus.MemberRequest;
import io.thalweg.server.http.Exchange;
import io.thalweg.server.json.JsonFields;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/**
 * {@code POST …/group/{group}/member/{consumer}}: joins, or comes back after a crash; 201 or 200.
 */
final class JoinGroupRoute extends BodyRoute {
  private final GroupCalls groups;

  JoinGroupRoute(GroupCalls groups) {
    this.groups = groups;
  }

  @Override
  Future<Answer> answer(Exchange exchange, JsonFields body) {
    body.refuseOthers();
    MemberRequest member =
        new MemberRequest(exchange.stream(), exchange.group(), exchange.consumer());
    return groups.join(member, false).map(reply -> answer(member, reply));
  }

  private static Answer answer(MemberRequest member, MemberReply reply) {
    JsonObject json = GroupJson.member(member.consumer(), reply);
    return reply.joined() ? Answer.created(json) : Answer.stored(json);
  }
}
