package io.thalweg.server.push;

import io.netty.channel.ChannelPipeline;
import io.thalweg.core.bus.GroupCalls;
import io.thalweg.core.bus.MemberReply;
import io.thalweg.server.http.Endpoint;
import io.thalweg.server.http.Exchange;
import io.thalweg.server.http.WebSocketHandshake;

/**
 * {@code ws://…/stream/{stream}/group/{group}/ws/{consumer}}: a member's events, one a text frame,
 * which it acknowledges by frames. The socket is its membership: it joins before the upgrade, so
 * that what is wrong is answered over HTTP, and is gone with it.
 */
final class GroupSocketRoute implements Endpoint {
  /** Pings within a session timeout, so that a dead client is noticed in time. */
  private static final int PINGS_A_SESSION = 4;

  private final PushLoop loop;
  private final GroupCalls groups;

  GroupSocketRoute(PushLoop loop, GroupCalls groups) {
    this.loop = loop;
    this.groups = groups;
  }

  @Override
  public void handle(Exchange exchange) {
    WebSocketHandshake.check(exchange.request());
    GroupSocketRequest request = GroupSocketRequest.of(exchange);
    loop.refuseIfClosing();
    loop.enter();
    exchange.request().pause();
    groups
        .join(request.member(), true)
        .onSuccess(joined -> open(exchange, request, joined))
        .onFailure(
            failure -> {
              loop.leave();
              exchange.request().resume();
              exchange.fail(failure);
            });
  }

  private void open(Exchange exchange, GroupSocketRequest request, MemberReply joined) {
    SocketUpgrade.open(exchange)
        .onSuccess(pipeline -> attach(pipeline, request, joined))
        .onFailure(
            failure -> {
              loop.leave();
              groups.detach(request.member(), joined.session());
              exchange.fail(failure);
            });
  }

  private void attach(ChannelPipeline pipeline, GroupSocketRequest request, MemberReply joined) {
    GroupReader reader = new GroupReader(loop, groups, request, joined);
    long pingEveryMs =
        Math.min(loop.options().pingEveryMs(), joined.sessionTimeoutMs() / PINGS_A_SESSION);
    Pulse pings = new OwnPulse(loop.vertx(), pingEveryMs);
    SocketDelivery delivery = SocketDelivery.impatient(reader, loop, pings);
    SocketUpgrade.takeOver(pipeline, delivery);
    reader.start(delivery);
  }
}
