package io.thalweg.server.http.groups;

import io.thalweg.core.bus.GroupCalls;
import io.thalweg.core.bus.GroupClient;
import io.thalweg.server.http.GatewayContext;
import io.thalweg.server.http.RouteGroup;
import io.thalweg.server.http.Routes;
import io.vertx.core.http.HttpMethod;

/** The paths of groups: consuming together, and what the server knows of it. */
public final class GroupRoutes implements RouteGroup {
  private static final String GROUP = "/stream/{stream}/group/{group}";
  private static final String MEMBER = GROUP + "/member/{consumer}";

  @Override
  public void mount(Routes routes, GatewayContext context) {
    GroupCalls groups = new GroupClient(context.vertx(), context.addresses());
    routes
        .on(HttpMethod.GET, GROUP + "/consume", new GroupConsumeRoute(context, groups))
        .on(HttpMethod.POST, GROUP + "/commit", new CommitRoute(groups))
        .on(HttpMethod.POST, GROUP + "/ack", SettleRoute.ack(groups))
        .on(HttpMethod.POST, GROUP + "/nack", SettleRoute.nack(groups))
        .on(HttpMethod.POST, GROUP + "/extend", SettleRoute.extend(groups))
        .on(HttpMethod.POST, GROUP + "/replay-dead", new ReplayDeadRoute(groups))
        .on(HttpMethod.POST, GROUP + "/seek", new SeekRoute(groups))
        .on(HttpMethod.POST, GROUP + "/pause", new PauseRoute(groups, true))
        .on(HttpMethod.POST, GROUP + "/resume", new PauseRoute(groups, false))
        .on(HttpMethod.POST, GROUP + "/copy", new CopyGroupRoute(groups))
        .on(HttpMethod.POST, MEMBER + "/heartbeat", new HeartbeatRoute(groups))
        .on(HttpMethod.POST, MEMBER, new JoinGroupRoute(groups))
        .on(HttpMethod.DELETE, MEMBER, new LeaveGroupRoute(groups))
        .show("/stream/{stream}/groups", new ListGroupsRoute(groups))
        .on(HttpMethod.POST, GROUP, new CreateGroupRoute(groups))
        .show(GROUP, new DescribeGroupRoute(groups))
        .on(HttpMethod.DELETE, GROUP, new DeleteGroupRoute(groups));
  }
}
