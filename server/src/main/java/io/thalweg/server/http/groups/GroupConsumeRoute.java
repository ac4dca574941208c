package io.thalweg.server.http.groups;

import io.thalweg.core.bus.GroupCalls;
import io.thalweg.core.bus.PollRequest;
import io.thalweg.core.bus.PollTerms;
import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.model.ConsumerName;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;
import io.thalweg.server.http.Endpoint;
import io.thalweg.server.http.Exchange;
import io.thalweg.server.http.GatewayContext;
import io.thalweg.server.http.Query;
import io.vertx.core.Future;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** {@code GET …/group/{group}/consume}: the next events of a member, or of the nameless ones. */
final class GroupConsumeRoute implements Endpoint {
  private static final int LIMIT = 100;
  private static final int LIMIT_MAX = 10_000;

  private final GatewayContext context;
  private final GroupCalls groups;
  private final Set<GroupPage> waiting = new LinkedHashSet<>();

  GroupConsumeRoute(GatewayContext context, GroupCalls groups) {
    this.context = context;
    this.groups = groups;
    context.closing().onClosing(this::refuseWaiting);
  }

  @Override
  public void handle(Exchange exchange) {
    PollRequest request = request(exchange.stream(), exchange.group(), exchange.query());
    new GroupPage(context, groups, exchange, request, waiting).start();
  }

  private PollRequest request(StreamName stream, GroupName group, Query query) {
    String consumer = query.text("consumer");
    int limit = (int) query.number("limit", 1, LIMIT_MAX, LIMIT);
    long waitMs = query.durationMs("wait", StreamLog.WAIT_MAX_MS, "5m", 0);
    boolean autoCommit = query.flag("auto_commit", true);
    long acknowledged = query.number("ack", 0, Long.MAX_VALUE, PollRequest.LAST);
    query.refuseOthers();
    return new PollRequest(
        stream,
        group,
        consumer == null ? null : new ConsumerName(consumer),
        limit,
        context.options().requests().pageBytesMax(),
        waitMs,
        new PollTerms.Polled(autoCommit, acknowledged));
  }

  private Future<Void> refuseWaiting() {
    List.copyOf(waiting).forEach(GroupPage::refuseNow);
    return Future.succeededFuture();
  }
}
