package io.thalweg.core.group;

import static io.thalweg.core.error.ErrorCode.CONFLICT;
import static io.thalweg.core.error.ErrorCode.FENCED;
import static io.thalweg.core.error.ErrorCode.MEMBER_NOT_FOUND;
import static io.thalweg.core.error.ErrorCode.OFFSET_OUT_OF_RANGE;
import static io.thalweg.core.group.GroupWorld.PRESENT;
import static io.thalweg.core.group.Member.ANONYMOUS;
import static io.thalweg.core.group.WorldStream.below;

import io.thalweg.core.bus.CommitReply;
import io.thalweg.core.bus.MemberReply;
import java.util.Map;

/** What can happen to a world, call by call. Each changes it. */
final class WorldCalls {
  private final GroupWorld world;
  private final WorldInvariants invariants;

  WorldCalls(GroupWorld world) {
    this.world = world;
    this.invariants = new WorldInvariants(world);
  }

  // --- Calls for events.

  void poll(int at, String name, boolean autoCommit, long acknowledged) {
    PollPlan plan = plan(at, name, autoCommit, acknowledged);
    world.setClient(name, world.client(name).polled(plan, at));
  }

  private PollPlan plan(int at, String name, boolean autoCommit, long acknowledged) {
    GroupCommand.Poll poll = new GroupCommand.Poll(name, autoCommit, acknowledged);
    PollPlan plan = world.decide(at, poll, name);
    invariants.checkPlan(at, name, plan);
    return plan;
  }

  /** A call of before comes, maybe once more; whoever made it does not wait for it any more. */
  void pollLate(int at, String name, long acknowledged) {
    PollPlan plan = plan(at, name, true, acknowledged);
    deliver(at, name, plan, 1);
    world.setClient(name, world.client(name).losingAnAnswer(true));
  }

  /** A new process says that it is there, before it asks for anything. */
  void join(int at, String name) {
    world.setClient(name, world.client(name).restarted());
    MemberReply reply = world.decide(at, new GroupCommand.Join(name, false), name);
    long generation = reply.standing().generation();
    require(generation == world.state(at).generation(), "a member was told another generation");
    long ticket = world.state(at).members().get(name).ticket();
    WorldClient joined = world.client(name).joined(generation, ticket);
    world.setClient(name, joined.losingAnAnswer(joined.lostOne() && at != PRESENT));
  }

  void heartbeat(int at, String name) {
    world.decide(at, new GroupCommand.Heartbeat(name), name, MEMBER_NOT_FOUND);
  }

  void refresh(String name) {
    WorldClient client = world.client(name);
    int at = client.at();
    PollPlan plan =
        world.decide(at, new GroupCommand.Refresh(name, client.plan().ticket()), name, CONFLICT);
    if (plan == null) {
      world.setClient(name, world.client(name).withoutPlan());
    } else {
      invariants.checkPlan(at, name, plan);
      world.setClient(name, world.client(name).withoutPlan().planned(plan, at));
    }
  }

  /** The plan is read, at most {@code limit} events, and the answer is sent. */
  void deliver(String name, int limit, boolean lost) {
    WorldClient client = world.client(name);
    PollPlan plan = client.plan();
    Long id = deliver(client.at(), name, plan, limit);
    world.setClient(name, world.client(name).withoutPlan());
    if (id == null) {
      return;
    }
    long end = world.stream.endOf(plan.region(), limit);
    long found = world.stream.wanted(plan.region()) & below(end);
    if (name.equals(ANONYMOUS)) {
      require((world.handedOut & found) == 0, "an event was given to two callers without a name");
      world.handedOut |= found;
    } else if (lost) {
      world.setClient(name, world.client(name).losingAnAnswer(true));
    } else {
      WorldClient waiting = world.client(name);
      world.setClient(name, waiting.answered(plan.generation(), plan.ticket(), end));
      world.received |= found;
      world.receivedByOwner |= found;
    }
  }

  private Long deliver(int at, String name, PollPlan plan, int limit) {
    long end = world.stream.endOf(plan.region(), limit);
    long found = world.stream.wanted(plan.region()) & below(end);
    return world.decide(
        at,
        new GroupCommand.Deliver(name, plan.ticket(), plan.region(), end, Long.bitCount(found)),
        name);
  }

  /**
   * What an earlier call read comes after a later call. Nothing may come of it, but for callers
   * without a name, who may call at the same time.
   */
  void deliverStale(String name) {
    WorldClient client = world.client(name);
    PollPlan plan = client.stalePlan();
    int at = client.staleAt();
    world.setClient(name, client.withoutStalePlan());
    Member member = world.state(at).members().get(name);
    if (name.equals(ANONYMOUS)) {
      world.setClient(name, world.client(name).polled(plan, at));
      deliver(name, 1, false);
    } else if (member != null && member.ticket() == plan.ticket()) {
      // Its process died while it waited: nobody gets the answer.
      deliver(at, name, plan, 1);
      world.setClient(name, world.client(name).losingAnAnswer(true));
    } else {
      GroupCommand.Deliver late =
          new GroupCommand.Deliver(name, plan.ticket(), plan.region(), world.stream.head(), 1);
      require(world.decide(at, late, name) == null, "a superseded call got events");
    }
  }

  /** The gateway tells that the last answer, which the client did not get, is lost. */
  void reportLost(int at, String name) {
    long ticket = world.state(at).members().get(name).ticket();
    world.decide(at, new GroupCommand.DeliveryFailed(name, ticket), name);
    if (at == PRESENT) {
      world.setClient(name, world.client(name).losingAnAnswer(false));
    }
  }

  void settle(Delivery delivery, boolean written) {
    long found = world.stream.in(delivery.region());
    if (written) {
      world.received |= found;
      world.receivedByOwner |= found;
      world.decide(PRESENT, new GroupCommand.Delivered(delivery.id()), ANONYMOUS);
    } else {
      world.handedOut &= ~found;
      GroupCommand<Void> failed = new GroupCommand.DeliveryFailed(ANONYMOUS, delivery.id());
      world.decide(PRESENT, failed, ANONYMOUS);
    }
  }

  // --- Commits.

  void commitUpTo(int at, String name, long generation, long offset) {
    Before before = new Before(at);
    GroupCommand.CommitUpTo commit = new GroupCommand.CommitUpTo(name, generation, offset);
    CommitReply reply = world.decide(at, commit, name, FENCED, OFFSET_OUT_OF_RANGE);
    if (reply != null) {
      reply.committed().keySet().forEach(i -> before.checkMayCommit(name, i, generation));
    }
  }

  void commitEach(int at, String name, int partition, long generation, long offset) {
    Before before = new Before(at);
    GroupCommand.CommitEach commit =
        new GroupCommand.CommitEach(name, generation, Map.of(partition, offset));
    CommitReply reply = world.decide(at, commit, name, FENCED, OFFSET_OUT_OF_RANGE);
    if (reply != null) {
      before.checkMayCommit(name, partition, generation);
    } else {
      before.checkMayRefuse(name, partition, generation, offset);
    }
  }

  /** What was so when a commit came. */
  private final class Before {
    private final WorldStorage storage = world.storage;
    private final long[] changedHands = world.changedHands;
    private final boolean upToDate;
    private final GroupState state;

    Before(int at) {
      this.upToDate = world.isUpToDate(at);
      this.state = world.state(at);
    }

    void checkMayCommit(String name, int partition, long generation) {
      boolean stored = storage.committed()[partition] != world.storage.committed()[partition];
      if (upToDate || stored) {
        invariants.checkMayCommit(storage, changedHands, name, partition, generation);
      }
    }

    void checkMayRefuse(String name, int partition, long generation, long offset) {
      boolean mayCommit =
          upToDate
              && name.equals(state.partition(partition).owner())
              && generation <= state.generation()
              && offset <= state.delivered(partition);
      require(
          !mayCommit || generation < changedHands[partition],
          "a commit of the owner was fenced wrongly");
    }
  }

  void leaveACommitBehind(String name) {
    world.setClient(name, world.client(name).leavingACommitBehind());
  }

  // --- Going.

  void leave(int at, String name) {
    world.decide(at, new GroupCommand.Leave(name), name, MEMBER_NOT_FOUND);
    leaveACommitBehind(name);
  }

  /** The client's process dies and another one starts under its name. */
  void crash(String name) {
    world.setClient(name, world.client(name).restarted());
  }

  /** Only this member stays silent until its session is over. */
  void expire(int at, String name) {
    GroupState state = world.state(at);
    world.setState(at, state.withMember(state.members().get(name).seenUntil(world.now)));
    tick(at);
  }

  void expireDelivery(Delivery delivery) {
    GroupState state = world.state();
    SharedWork shared = state.shared().settled(delivery);
    Delivery over = new Delivery(delivery.id(), delivery.region(), world.now);
    world.setState(PRESENT, state.withShared(shared.sent(over)));
    tick(PRESENT);
  }

  void tick(int at) {
    for (Delivery delivery : world.state(at).shared().inFlight()) {
      if (delivery.expiresAt() <= world.now) {
        world.handedOut &= ~world.stream.in(delivery.region());
      }
    }
    world.decide(at, new GroupCommand.Expire(), ANONYMOUS);
  }

  // --- The stream and its operators.

  void append(int partition) {
    world.stream = world.stream.with(partition);
  }

  void addPartition() {
    int partitions = world.state().partitions().size() + 1;
    world.decide(PRESENT, new GroupCommand.PartitionsAdded(partitions, world.stream.head()), null);
  }

  void seek(int partition, long offset) {
    long events = world.stream.eventsOf(partition);
    world.received = world.received & ~events | events & below(offset);
    world.receivedByOwner &= ~events;
    world.handedOut &= ~events;
    world.decide(PRESENT, new GroupCommand.Seek(Map.of(partition, offset), true), null);
  }

  private void require(boolean holds, String invariant) {
    WorldInvariants.require(world, holds, invariant);
  }
}
