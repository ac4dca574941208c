package io.thalweg.server.http.groups;

import io.thalweg.core.bus.GroupCalls;
import io.thalweg.core.bus.LeaseReply;
import io.thalweg.core.bus.LeaseRequest;
import io.thalweg.core.bus.SettleRequest;
import io.thalweg.core.bus.Verdict;
import io.thalweg.core.error.StreamException;
import io.thalweg.server.http.Exchange;
import io.thalweg.server.http.GatewayContext;
import io.thalweg.server.json.Page;
import io.thalweg.server.json.PageJson;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Leased events on their way to a worker. What cannot be written goes back at once. Not
 * thread-safe.
 */
final class LeasePage extends WaitingPage {
  private final GatewayContext context;
  private final GroupCalls groups;
  private final Exchange exchange;
  private final LeaseRequest request;

  /** See {@link WaitingPage} for the last two. */
  LeasePage(
      GatewayContext context,
      GroupCalls groups,
      Exchange exchange,
      LeaseRequest request,
      Set<WaitingPage> waiting,
      Consumer<Throwable> onRefused) {
    super(waiting, onRefused);
    this.context = context;
    this.groups = groups;
    this.exchange = exchange;
    this.request = request;
  }

  void start() {
    beginWaiting();
    groups.lease(request).onSuccess(this::answer).onFailure(this::fail);
  }

  private void answer(LeaseReply reply) {
    // All workers of a group are one reader, and only now is it known that there is such a group.
    context.subscribers().polled(request.stream(), request.group() + "/");
    if (!endWaiting() || exchange.isOver()) {
      giveBack(reply);
      return;
    }
    Page page;
    try {
      page = context.pages().page(reply.events(), reply.deliveries(), tail(reply));
    } catch (StreamException refused) {
      giveBack(reply);
      exchange.fail(refused);
      return;
    }
    context.subscribers().delivered(reply.events());
    exchange.page(page).onFailure(gone -> giveBack(reply));
  }

  private void giveBack(LeaseReply reply) {
    if (!reply.events().isEmpty()) {
      groups.settle(
          new SettleRequest(
              request.stream(),
              request.group(),
              reply.lease(),
              List.of(),
              new Verdict.Undelivered()));
    }
  }

  private static String tail(LeaseReply reply) {
    StringBuilder tail = new StringBuilder(96);
    if (reply.events().isEmpty()) {
      tail.append("\"token\":null,\"lease_until\":null");
    } else {
      tail.append("\"token\":").append(reply.lease());
      tail.append(",\"lease_until\":").append(System.currentTimeMillis() + reply.leaseMs());
    }
    if (reply.gapFrom() != LeaseReply.NO_GAP) {
      tail.append(PageJson.gap(reply.gapFrom(), reply.gapTo()));
    }
    return tail.toString();
  }
}
