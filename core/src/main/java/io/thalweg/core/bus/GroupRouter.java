package io.thalweg.core.bus;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Puts the groups and transactions of a deployment on several nodes on the bus: calls of this
 * node's clients go to the node that coordinates, which may be this one. Not thread-safe: belongs
 * to the context that opened it.
 */
public final class GroupRouter {
  private static final long AGAIN_MS = 50;
  private static final long ANSWER_MS = 55_000;

  /** How long to look for a coordinator: longer than it takes another node to take over. */
  private static final long LOOK_MS = 12_000;

  /** The same where no other node can be asked: longer than the lease of one that was killed. */
  private static final long LOOK_ALONE_MS = 6_000;

  /** Calls of this node that may be under way. */
  private static final int CALLS_MAX = 50_000;

  private final Vertx vertx;
  private final LongSupplier clock;
  private final Leader leader;
  private final GroupCalls groups;
  private final TransactionCalls transactions;
  private final Receipts receipts;
  private final NodeBus nodes;
  private final long lookMs;
  private final Set<RoutedCall> calls = new LinkedHashSet<>();
  private MessageConsumer<Object> groupConsumer;
  private MessageConsumer<Object> transactionConsumer;
  private boolean closed;

  /**
   * @param clock milliseconds that never go back
   * @param groups as this node coordinates them, when it does
   * @param transactions the same
   */
  public GroupRouter(
      Vertx vertx,
      Addresses addresses,
      LongSupplier clock,
      Leader leader,
      GroupCalls groups,
      TransactionCalls transactions) {
    this.vertx = vertx;
    this.clock = clock;
    this.leader = leader;
    this.groups = groups;
    this.transactions = transactions;
    this.receipts = new Receipts(vertx, groups);
    this.nodes = new NodeBus(vertx, addresses);
    this.lookMs = vertx.isClustered() ? LOOK_MS : LOOK_ALONE_MS;
  }

  /**
   * Serves clients and other nodes from now on.
   *
   * @param node this node's id
   */
  public Future<Void> open(String node, Addresses addresses) {
    LocalBus bus = LocalBus.of(vertx, addresses);
    groupConsumer = bus.serve(addresses.groups(), this::route);
    transactionConsumer = bus.serve(addresses.transactions(), this::route);
    return nodes.serve(node, this::fromAfar);
  }

  private Future<Object> route(Object request) {
    if (isAnyNodes(request)) {
      return here(request, false).map(reply -> (Object) reply);
    }
    if (calls.size() >= CALLS_MAX) {
      return Future.failedFuture(
          StreamException.of(ErrorCode.OVERLOADED, "too many calls of groups are under way"));
    }
    RoutedCall call = new RoutedCall(request, clock, lookMs, this::later);
    calls.add(call);
    attempt(call);
    return call.future().onComplete(ended -> calls.remove(call));
  }

  /** The storage alone answers it. */
  private static boolean isAnyNodes(Object request) {
    return request instanceof GroupRequest.ListNames
        || request instanceof TransactionRequest transaction && transaction.commits().isEmpty();
  }

  private void attempt(RoutedCall call) {
    String node = leader.node();
    if (closed) {
      call.fail(StreamException.of(ErrorCode.CLOSED, "the server is closing"));
    } else if (node == null) {
      call.tryLater("no node coordinates the groups now");
    } else {
      call.attempted(node, asked(node, call.request()));
    }
  }

  private Future<?> asked(String node, Object request) {
    try {
      return leader.isHere()
          ? here(request, false)
          : nodes.ask(node, light(request), patienceMs(request));
    } catch (RuntimeException refused) {
      return Future.failedFuture(refused);
    }
  }

  private void later(RoutedCall call) {
    vertx.setTimer(AGAIN_MS, id -> attempt(call));
  }

  private static long patienceMs(Object request) {
    if (request instanceof GroupRequest.Lease lease) {
      return ANSWER_MS + lease.request().waitMs();
    }
    return request instanceof GroupRequest.Poll poll
        ? ANSWER_MS + poll.request().waitMs()
        : ANSWER_MS;
  }

  /** The events that were delivered need not go back. */
  private static Object light(Object request) {
    return request instanceof GroupRequest.Settle settle
        ? new GroupRequest.Settle(
            settle.request(), settle.reply().withoutEvents(), settle.written())
        : request;
  }

  private Future<?> fromAfar(Object request) {
    return leader.isHere()
        ? here(request, true)
        : Future.failedFuture(new NotReachedException("another node coordinates the groups now"));
  }

  private Future<?> here(Object request, boolean fromAfar) {
    if (request instanceof TransactionRequest transaction) {
      return transactions.run(transaction);
    }
    if (request instanceof GroupRequest.Poll poll) {
      return receipts.poll(poll.request(), fromAfar);
    }
    if (request instanceof GroupRequest.Settle settle) {
      return settled(settle);
    }
    return ((GroupRequest<?>) request).on(groups);
  }

  private Future<Void> settled(GroupRequest.Settle settle) {
    Future<Void> done =
        settle.written() && settle.request().consumer() != null
            ? Future.succeededFuture()
            : settle.on(groups);
    return done.onComplete(known -> receipts.settled(settle.request(), settle.reply()));
  }

  /** Another node coordinates, or none, or this one again. */
  public void leaderChanged() {
    receipts.forgetAll();
    List.copyOf(calls).forEach(call -> call.leaderIs(leader.node()));
  }

  /** Ends calls that are under way, and serves no more. */
  public Future<Void> close() {
    closed = true;
    StreamException closing = StreamException.of(ErrorCode.CLOSED, "the server is closing");
    List.copyOf(calls).forEach(call -> call.fail(closing));
    return Future.join(groupConsumer.unregister(), transactionConsumer.unregister(), nodes.close())
        .mapEmpty();
  }
}
