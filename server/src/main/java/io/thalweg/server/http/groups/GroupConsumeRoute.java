package io.thalweg.server.http.groups;

import io.thalweg.core.bus.GroupCalls;
import io.thalweg.core.bus.LeaseRequest;
import io.thalweg.core.bus.PollRequest;
import io.thalweg.core.bus.PollTerms;
import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.model.ConsumerName;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.QueueConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.server.http.Endpoint;
import io.thalweg.server.http.Exchange;
import io.thalweg.server.http.GatewayContext;
import io.thalweg.server.http.Query;
import io.vertx.core.Future;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * {@code GET …/group/{group}/consume}: the next events of a member, of the nameless ones, or of a
 * worker of a shared group. Which of them is asked for the parameters tell; if they do not, what
 * the group was found to be last.
 */
final class GroupConsumeRoute implements Endpoint {
  private static final int LIMIT = 100;
  private static final int LIMIT_MAX = 10_000;

  private final GatewayContext context;
  private final GroupCalls groups;
  private final SharedGroups shared = new SharedGroups();
  private final Set<WaitingPage> waiting = new LinkedHashSet<>();

  /**
   * A call of which it is not known yet whom it is for.
   *
   * @param guess whether its parameters leave that open
   */
  private record Asked(Exchange exchange, PollRequest poll, LeaseRequest lease, boolean guess) {
    /** The guess was wrong: there is no other one. */
    Asked corrected() {
      return new Asked(exchange, poll, lease, false);
    }
  }

  GroupConsumeRoute(GatewayContext context, GroupCalls groups) {
    this.context = context;
    this.groups = groups;
    context.closing().onClosing(this::refuseWaiting);
  }

  @Override
  public void handle(Exchange exchange) {
    StreamName stream = exchange.stream();
    GroupName group = exchange.group();
    Query query = exchange.query();
    boolean forWorkers = query.text("lease") != null;
    boolean forMembers = query.text("consumer") != null || hasCommits(query);
    boolean guess = !forWorkers && !forMembers;
    Asked asked =
        new Asked(exchange, poll(stream, group, query), lease(stream, group, query), guess);
    query.refuseOthers();
    if (forWorkers || (guess && shared.has(stream, group))) {
      lease(asked);
    } else {
      poll(asked);
    }
  }

  private static boolean hasCommits(Query query) {
    return query.text("auto_commit") != null || query.text("ack") != null;
  }

  private void poll(Asked asked) {
    new GroupPage(
            context,
            groups,
            asked.exchange(),
            asked.poll(),
            waiting,
            failure -> refused(asked, failure, this::lease))
        .start();
  }

  private void lease(Asked asked) {
    new LeasePage(
            context,
            groups,
            asked.exchange(),
            asked.lease(),
            waiting,
            failure -> refused(asked, failure, this::poll))
        .start();
  }

  private void refused(Asked asked, Throwable failure, Consumer<Asked> otherWay) {
    boolean known = shared.learnsFrom(failure, asked.poll().stream(), asked.poll().group());
    if (known && asked.guess() && !asked.exchange().isOver()) {
      otherWay.accept(asked.corrected());
    } else {
      asked.exchange().fail(failure);
    }
  }

  private LeaseRequest lease(StreamName stream, GroupName group, Query query) {
    return new LeaseRequest(
        stream,
        group,
        limit(query),
        context.options().requests().pageBytesMax(),
        query.durationMs("lease", QueueConfig.LEASE_MAX_MS, "12h", LeaseRequest.AS_CREATED),
        waitMs(query));
  }

  private PollRequest poll(StreamName stream, GroupName group, Query query) {
    String consumer = query.text("consumer");
    boolean autoCommit = query.flag("auto_commit", true);
    long acknowledged = query.number("ack", 0, Long.MAX_VALUE, PollRequest.LAST);
    return new PollRequest(
        stream,
        group,
        consumer == null ? null : new ConsumerName(consumer),
        limit(query),
        context.options().requests().pageBytesMax(),
        waitMs(query),
        new PollTerms.Polled(autoCommit, acknowledged));
  }

  private static int limit(Query query) {
    return (int) query.number("limit", 1, LIMIT_MAX, LIMIT);
  }

  private static long waitMs(Query query) {
    return query.durationMs("wait", StreamLog.WAIT_MAX_MS, "5m", 0);
  }

  private Future<Void> refuseWaiting() {
    List.copyOf(waiting).forEach(WaitingPage::refuseNow);
    return Future.succeededFuture();
  }
}
