package io.thalweg.server.http.groups;

import io.thalweg.core.bus.GroupCalls;
import io.thalweg.core.bus.PollReply;
import io.thalweg.core.bus.PollRequest;
import io.thalweg.core.error.StreamException;
import io.thalweg.server.http.Exchange;
import io.thalweg.server.http.GatewayContext;
import io.thalweg.server.json.Page;
import io.thalweg.server.json.PageJson;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * One group's page on its way. What it holds is settled in the end either way: delivered when it
 * was written to the socket, failed when it could not be. Not thread-safe.
 */
final class GroupPage extends WaitingPage {
  private final GatewayContext context;
  private final GroupCalls groups;
  private final Exchange exchange;
  private final PollRequest request;

  /** See {@link WaitingPage} for the last two. */
  GroupPage(
      GatewayContext context,
      GroupCalls groups,
      Exchange exchange,
      PollRequest request,
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
    groups.poll(request).onSuccess(this::answer).onFailure(this::fail);
  }

  private void answer(PollReply reply) {
    // Only now is it known that there are such a stream and such a group.
    context.subscribers().polled(request.stream(), poller());
    if (!endWaiting() || exchange.isOver()) {
      groups.failed(request, reply);
      return;
    }
    Page page;
    try {
      page = context.pages().page(reply.events(), tail(reply));
    } catch (StreamException refused) {
      groups.failed(request, reply);
      exchange.fail(refused);
      return;
    }
    context.subscribers().delivered(reply.events());
    exchange
        .page(page)
        .onSuccess(written -> groups.delivered(request, reply))
        .onFailure(gone -> groups.failed(request, reply));
  }

  /** No name holds a slash: this is no consumer's, and no other group's member's. */
  private String poller() {
    return request.group() + "/" + (request.consumer() == null ? "" : request.consumer().value());
  }

  private static String tail(PollReply reply) {
    StringBuilder tail = new StringBuilder(128);
    tail.append("\"generation\":").append(reply.generation());
    tail.append(",\"partitions\":").append(numbers(reply.partitions()));
    tail.append(",\"ticket\":").append(reply.ticket());
    tail.append(",\"min_offset\":").append(reply.minOffset());
    tail.append(",\"head\":").append(reply.head());
    if (!reply.revoking().isEmpty()) {
      tail.append(",\"revoking\":").append(numbers(reply.revoking()));
    }
    if (!reply.standing().paused().isEmpty()) {
      tail.append(",\"paused\":").append(numbers(reply.standing().paused()));
    }
    if (reply.standing().idle()) {
      tail.append(",\"idle\":true");
    }
    if (reply.gapFrom() != PollReply.NO_GAP) {
      tail.append(PageJson.gap(reply.gapFrom(), reply.minOffset()));
    }
    return tail.toString();
  }

  private static String numbers(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
  }
}
