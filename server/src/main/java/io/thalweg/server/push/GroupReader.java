package io.thalweg.server.push;

import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.thalweg.core.bus.CommitReply;
import io.thalweg.core.bus.GroupCalls;
import io.thalweg.core.bus.MemberReply;
import io.thalweg.core.bus.PollReply;
import io.thalweg.core.bus.RewindRequest;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.MemberStanding;
import io.thalweg.core.record.EventBlock;
import io.thalweg.server.http.Subscribers;
import java.util.BitSet;
import java.util.List;

/**
 * One attached member: what it is sent and what it acknowledges, until it goes or is sent away. Not
 * thread-safe: belongs to the client's event loop.
 */
final class GroupReader implements SocketClient, MemberCommits.Listener {
  private final PushLoop loop;
  private final GroupCalls groups;
  private final GroupSocketRequest request;
  private final long session;
  private final long sessionTimeoutMs;
  private final Subscribers.Attachment attachment;
  private final MemberMessages messages = new MemberMessages();
  private final InFlight inFlight = new InFlight();
  private final MemberCommits commits;
  private final MemberPolls polls;
  private final Alarm patience;
  private final Alarm retry;
  private SocketDelivery delivery;
  private MemberStanding standing;
  private int rewinding;
  private boolean late;
  private boolean over;

  /** A member that is counted from now until {@link #gone}. */
  GroupReader(PushLoop loop, GroupCalls groups, GroupSocketRequest request, MemberReply joined) {
    this.loop = loop;
    this.groups = groups;
    this.request = request;
    this.session = joined.session();
    this.sessionTimeoutMs = joined.sessionTimeoutMs();
    this.standing = joined.standing();
    this.attachment = loop.attach(request.member().stream(), this);
    this.commits = new MemberCommits(groups, request.member(), this);
    this.polls = new MemberPolls(groups, request.member(), session, loop.options(), this);
    this.patience = new Alarm(loop.vertx(), this::giveUp);
    this.retry = new Alarm(loop.vertx(), this::tryAgain);
  }

  /** Starts to deliver. */
  void start(SocketDelivery to) {
    delivery = to;
    if (!over) {
      tell(GroupControlText.assignment(standing));
      loop.dispatch(this::ask);
    }
  }

  private void tell(String control) {
    if (request.control() && !over) {
      delivery.control(control);
    }
  }

  // A call is always open: it is the heartbeat, and brings news. Without room it asks for no event.
  private void ask() {
    if (!over && rewinding == 0) {
      int room = delivery.hasRoom() ? request.inFlightMax() - inFlight.count() : 0;
      polls.ask(Math.max(0, room), standing.generation());
    }
  }

  /**
   * An answer has come.
   *
   * @param dropped what of it is not wanted: these events, and all behind them in their partitions
   * @param isLast whether no further call was made meanwhile
   */
  void answered(PollReply reply, List<InFlight.Sent> dropped, boolean isLast) {
    if (over) {
      return;
    }
    if (isLast) {
      stands(reply.standing());
    } else {
      late = true;
    }
    send(reply, dropped);
    if (isLast) {
      ask();
    }
  }

  private void stands(MemberStanding now) {
    boolean isNews = !isSameShare(now, standing);
    boolean mayHaveLost = late || !now.partitions().equals(standing.partitions());
    standing = now;
    late = false;
    if (mayHaveLost) {
      loseWhatWent();
    }
    if (isNews) {
      tell(GroupControlText.assignment(now));
    }
    if (now.revoking().stream().anyMatch(inFlight::has)) {
      patience.set(sessionTimeoutMs);
    } else {
      patience.cancel();
    }
  }

  private void loseWhatWent() {
    BitSet held = new BitSet();
    standing.partitions().forEach(held::set);
    inFlight.keepOnly(held).stream()
        .forEach(
            partition ->
                tell(
                    GroupControlText.lost(
                        partition,
                        "it was taken away, as by a session timeout without acknowledgement")));
  }

  private static boolean isSameShare(MemberStanding one, MemberStanding other) {
    return one.partitions().equals(other.partitions())
        && one.revoking().equals(other.revoking())
        && one.paused().equals(other.paused())
        && one.idle() == other.idle();
  }

  /** It has not acknowledged what others wait for. */
  private void giveUp() {
    if (!over) {
      polls.giveUp(standing.generation());
    }
  }

  private void send(PollReply reply, List<InFlight.Sent> dropped) {
    byte[] gap = null;
    if (reply.gapFrom() != PollReply.NO_GAP) {
      gap = ControlText.gapMember(reply.gapFrom(), reply.minOffset());
      tell(ControlText.gap(reply.gapFrom(), reply.minOffset()));
    }
    for (EventBlock events : Wanted.of(reply.events(), dropped)) {
      send(events, reply.generation(), gap);
      gap = null;
    }
  }

  private void send(EventBlock events, long generation, byte[] gap) {
    inFlight.add(events, generation);
    loop.delivered(events);
    EncodedBlock block = loop.encoders().block(events);
    delivery.send(block, gap);
    loop.encoders().release(block);
  }

  /** The present call was refused. */
  void refused(StreamException reason) {
    if (!isPassing(reason)) {
      end(reason);
    } else if (!over) {
      delayed(reason);
    }
  }

  private static boolean isPassing(StreamException reason) {
    return switch (reason.code()) {
      case OVERLOADED, UNAVAILABLE, FENCED -> true;
      default -> false;
    };
  }

  @Override
  public void delayed(StreamException reason) {
    retry.set(reason.retryAfterMs());
  }

  /** Both, for one alarm serves both: a call that is open is not made again. */
  private void tryAgain() {
    commits.flush();
    ask();
  }

  @Override
  public void received(WebSocketFrame frame) {
    MemberMessages.Message message = messages.take(frame);
    if (message == null) {
      return;
    }
    if (!inFlight.hasReached(message.offset())) {
      throw StreamException.invalid(
          message.ack() ? "ack" : "nack",
          "names an event that was not sent: offset " + message.offset());
    }
    InFlight.Sent event = inFlight.at(message.offset());
    // What is not in flight was acknowledged before, or is not the member's any more.
    if (event != null) {
      loop.dispatch(() -> act(message, event));
    }
  }

  private void act(MemberMessages.Message message, InFlight.Sent event) {
    if (message.ack()) {
      inFlight.removeUpTo(event);
      commits.add(event);
    } else {
      inFlight.removeFrom(event);
      rewind(event);
    }
    ask();
  }

  /** Until it is done nothing is asked for, so that what comes later comes from there on. */
  private void rewind(InFlight.Sent to) {
    rewinding++;
    polls.drop(to);
    int partition = to.partition();
    long kept = Math.max(inFlight.endOf(partition), commits.endOf(partition));
    groups
        .rewind(new RewindRequest(request.member(), session, partition, to.offset(), kept))
        .onComplete(
            (done, failure) -> {
              rewinding--;
              if (failure == null) {
                ask();
              } else if (!over) {
                end(StreamException.from(failure));
              }
            });
  }

  @Override
  public void committed(CommitReply reply) {
    tell(GroupControlText.committed(reply));
  }

  @Override
  public void lost(int partition, StreamException reason) {
    inFlight.remove(partition);
    tell(GroupControlText.lost(partition, reason.getMessage()));
    if (!over) {
      // If it is the member's still, what was lost comes again.
      rewind(new InFlight.Sent(partition, 0, standing.generation()));
    }
  }

  @Override
  public void failed(StreamException reason) {
    end(reason);
  }

  @Override
  public boolean wantsControl() {
    return request.control();
  }

  @Override
  public String heartbeat() {
    return GroupControlText.heartbeat(inFlight.count());
  }

  @Override
  public void roomAgain() {
    ask();
  }

  @Override
  public void end(StreamException reason) {
    if (!over) {
      stop();
      delivery.end(reason);
    }
  }

  @Override
  public void stop() {
    over = true;
    patience.cancel();
  }

  @Override
  public void gone() {
    stop();
    retry.cancel();
    loop.detach(this);
    attachment.close();
    loop.dispatch(
        () -> commits.finish().onComplete(done -> groups.detach(request.member(), session)));
  }
}
