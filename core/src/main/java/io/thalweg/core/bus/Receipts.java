package io.thalweg.core.bus;

import io.thalweg.core.model.ConsumerName;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Answers that went to members over other nodes. A member's next call says that it received the
 * last answer, though it may have been lost with the node that it went over. So that call waits
 * until that node has said what became of the answer; if it says nothing, the answer counts as
 * lost, and its events are delivered again. Not thread-safe: belongs to the router's context.
 */
final class Receipts {
  /** For a node that is there this is long: its word left it before the member could call again. */
  static final long PATIENCE_MS = 2_000;

  private static final int AWAITED_MAX = 100_000;

  private final Vertx vertx;
  private final GroupCalls groups;
  private final Map<Member, Awaited> awaited = new LinkedHashMap<>();

  private record Member(StreamName stream, GroupName group, ConsumerName consumer) {
    static Member of(PollRequest request) {
      return new Member(request.stream(), request.group(), request.consumer());
    }
  }

  private record Awaited(PollRequest request, PollReply reply, Promise<Void> settled) {}

  Receipts(Vertx vertx, GroupCalls groups) {
    this.vertx = vertx;
    this.groups = groups;
  }

  /** Polls, when what became of the member's last answer is known. */
  Future<PollReply> poll(PollRequest request, boolean fromAfar) {
    Awaited before = awaited.get(Member.of(request));
    return before == null || !saysLast(request)
        ? polled(request, fromAfar)
        : settled(before).compose(known -> polled(request, fromAfar));
  }

  /** Others say themselves what they received. */
  private static boolean saysLast(PollRequest request) {
    return request.terms() instanceof PollTerms.Polled polled
        && polled.acknowledged() == PollRequest.LAST;
  }

  private Future<Void> settled(Awaited before) {
    long timer = vertx.setTimer(PATIENCE_MS, id -> lost(before));
    return before.settled().future().onComplete(known -> vertx.cancelTimer(timer));
  }

  private void lost(Awaited answer) {
    if (awaited.remove(Member.of(answer.request()), answer)) {
      groups
          .failed(answer.request(), answer.reply())
          .onComplete(done -> answer.settled().tryComplete());
    }
  }

  private Future<PollReply> polled(PollRequest request, boolean fromAfar) {
    return groups.poll(request).map(reply -> answered(request, reply, fromAfar));
  }

  private PollReply answered(PollRequest request, PollReply reply, boolean fromAfar) {
    Member member = Member.of(request);
    boolean counts =
        request.consumer() != null
            && request.terms() instanceof PollTerms.Polled
            && !reply.events().isEmpty();
    if (!counts) {
      return reply;
    }
    Awaited old = awaited.remove(member);
    if (old != null) {
      old.settled().tryComplete();
    }
    if (!fromAfar) {
      return reply;
    }
    forgetEldest();
    awaited.put(member, new Awaited(request, reply.withoutEvents(), Promise.promise()));
    return reply.awaitedAnswer();
  }

  /** Members that never called again; their places are as committed. */
  private void forgetEldest() {
    while (awaited.size() >= AWAITED_MAX) {
      Member eldest = awaited.keySet().iterator().next();
      awaited.remove(eldest).settled().tryComplete();
    }
  }

  /** What became of an answer is known, if it is the last one. */
  void settled(PollRequest request, PollReply reply) {
    Member member = Member.of(request);
    Awaited answer = awaited.get(member);
    if (answer != null && answer.reply().ticket() == reply.ticket()) {
      awaited.remove(member);
      answer.settled().tryComplete();
    }
  }

  /** The groups are coordinated elsewhere: nothing of here matters any longer. */
  void forgetAll() {
    Map<Member, Awaited> all = new LinkedHashMap<>(awaited);
    awaited.clear();
    all.values().forEach(answer -> answer.settled().tryComplete());
  }
}
