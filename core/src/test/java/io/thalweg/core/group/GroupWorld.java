package io.thalweg.core.group;

import static io.thalweg.core.group.Member.ANONYMOUS;

import io.thalweg.core.bus.CommitReply;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.GroupConfig;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.GroupRecord;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A group, its stream, its clients, and what really happened to each event: the model in which the
 * real decisions are tried. Every step checks the invariants. Not thread-safe; a step changes a
 * copy.
 *
 * <p>Sets of offsets are bits of a long, so a stream has at most 63 events.
 */
final class GroupWorld {
  static final StreamName STREAM = new StreamName("orders");
  static final GroupName GROUP = new GroupName("mailer");
  static final int EVENTS_MAX = 63;
  static final int PARTITIONS_MAX = 12;

  /** What a client knows. Old calls and commits stay around, as a network may deliver them late. */
  record Client(
      long generation,
      long received,
      long end,
      boolean lostOne,
      PollPlan plan,
      PollPlan stalePlan,
      long lateGeneration,
      long lateEnd) {
    static final Client NEW = new Client(0, 0, 0, false, null, null, 0, 0);

    Client polled(PollPlan newPlan) {
      return new Client(generation, received, end, false, newPlan, plan, lateGeneration, lateEnd);
    }

    Client answered(long newGeneration, long ticket, long newEnd, boolean lost) {
      return lost
          ? new Client(generation, received, end, true, null, stalePlan, lateGeneration, lateEnd)
          : new Client(
              newGeneration, ticket, newEnd, false, null, stalePlan, lateGeneration, lateEnd);
    }

    Client lostAnswerReported() {
      return new Client(generation, received, end, false, plan, stalePlan, lateGeneration, lateEnd);
    }

    Client withoutPlan() {
      return new Client(
          generation, received, end, lostOne, null, stalePlan, lateGeneration, lateEnd);
    }

    Client withoutStalePlan() {
      return new Client(generation, received, end, lostOne, plan, null, lateGeneration, lateEnd);
    }

    Client leavingACommitBehind() {
      return new Client(generation, received, end, lostOne, plan, stalePlan, generation, end);
    }

    Client restarted() {
      return new Client(0, 0, 0, false, null, plan, lateGeneration, lateEnd);
    }
  }

  final long now;
  GroupState state;
  long head;
  byte[] partitionOf;
  Map<String, Client> clients;

  /** Offsets that some client received. */
  long received;

  /** Offsets that the present owner of their partition received since it got it. */
  long receivedByOwner;

  /** Offsets that are with callers without a name, or were. */
  long handedOut;

  private long[] eventsOf;

  /** By partition: the generation in which it last changed hands. */
  long[] changedHands;

  private GroupWorld(long now) {
    this.now = now;
  }

  static GroupWorld create(int partitions, int events) {
    GroupWorld world = new GroupWorld(0);
    GroupIdentity identity = new GroupIdentity(STREAM, GROUP, 1, GroupConfig.DEFAULT);
    world.state = GroupState.empty(identity, partitions, 0, 0);
    world.partitionOf = new byte[EVENTS_MAX];
    for (int i = 0; i < EVENTS_MAX; i++) {
      world.partitionOf[i] = (byte) (i % partitions);
    }
    world.head = events;
    world.clients = new TreeMap<>();
    world.changedHands = new long[PARTITIONS_MAX];
    world.eventsOf = new long[PARTITIONS_MAX];
    for (int i = 0; i < events; i++) {
      world.eventsOf[world.partitionOf[i]] |= 1L << i;
    }
    return world;
  }

  private GroupWorld copy(long newNow) {
    GroupWorld copy = new GroupWorld(newNow);
    copy.state = state;
    copy.head = head;
    copy.partitionOf = partitionOf;
    copy.eventsOf = eventsOf;
    copy.clients = new TreeMap<>(clients);
    copy.received = received;
    copy.receivedByOwner = receivedByOwner;
    copy.handedOut = handedOut;
    copy.changedHands = changedHands.clone();
    return copy;
  }

  GroupWorld copy() {
    return copy(now);
  }

  GroupWorld after(long ms) {
    return copy(now + ms);
  }

  Client client(String name) {
    return clients.getOrDefault(name, Client.NEW);
  }

  // --- Steps. Each changes this world, which is a fresh copy, and returns it.

  GroupWorld append(int partition) {
    partitionOf = partitionOf.clone();
    eventsOf = eventsOf.clone();
    eventsOf[partition] |= 1L << head;
    partitionOf[(int) head++] = (byte) partition;
    return this;
  }

  GroupWorld poll(String name, boolean autoCommit, long acknowledged) {
    PollPlan plan = decide(new GroupCommand.Poll(name, autoCommit, acknowledged), name);
    checkPlan(name, plan);
    clients.put(name, client(name).polled(plan));
    return this;
  }

  GroupWorld refresh(String name) {
    PollPlan plan = decide(new GroupCommand.Refresh(name, client(name).plan().ticket()), name);
    if (plan != null) {
      checkPlan(name, plan);
    }
    Client client = client(name);
    clients.put(name, plan == null ? client.withoutPlan() : client.withoutPlan().polled(plan));
    return this;
  }

  /** The plan is read, at most {@code limit} events, and the answer is sent. */
  GroupWorld deliver(String name, int limit, boolean lost) {
    Client client = client(name);
    PollPlan plan = client.plan();
    long wanted = wanted(plan.region());
    long end = endOf(plan.region(), wanted, limit);
    long found = wanted & below(end);
    Long id =
        decide(
            new GroupCommand.Deliver(name, plan.ticket(), plan.region(), end, Long.bitCount(found)),
            name);
    clients.put(name, client.withoutPlan());
    if (id != null && name.equals(ANONYMOUS)) {
      require((handedOut & found) == 0, "an event was given to two callers without a name");
      handedOut |= found;
    } else if (id != null) {
      clients.put(name, client.answered(plan.generation(), plan.ticket(), end, lost));
      received |= lost ? 0 : found;
      receivedByOwner |= lost ? 0 : found;
    }
    return this;
  }

  /**
   * What an earlier call read comes after a later call. Nothing may come of it, but for callers
   * without a name, who may call at the same time.
   */
  GroupWorld deliverStale(String name) {
    PollPlan plan = client(name).stalePlan();
    if (name.equals(ANONYMOUS)) {
      clients.put(name, client(name).withoutStalePlan().polled(plan));
      return deliver(name, 1, false);
    }
    Member member = state.members().get(name);
    if (member != null && member.ticket() == plan.ticket()) {
      clients.put(name, client(name).withoutStalePlan().polled(plan));
      return deliver(name, 1, true);
    }
    GroupCommand.Deliver late =
        new GroupCommand.Deliver(name, plan.ticket(), plan.region(), head, 1);
    require(decide(late, name) == null, "a superseded call got events");
    clients.put(name, client(name).withoutStalePlan());
    return this;
  }

  /** The gateway tells that the last answer, which the client did not get, is lost. */
  GroupWorld reportLost(String name) {
    long ticket = state.members().get(name).ticket();
    decide(new GroupCommand.DeliveryFailed(name, ticket), name);
    clients.put(name, client(name).lostAnswerReported());
    return this;
  }

  GroupWorld settle(Delivery delivery, boolean written) {
    long found = wanted(delivery.region()) & below(delivery.region().end());
    if (written) {
      received |= found;
      receivedByOwner |= found;
      decide(new GroupCommand.Delivered(delivery.id()), ANONYMOUS);
    } else {
      handedOut &= ~found;
      decide(new GroupCommand.DeliveryFailed(ANONYMOUS, delivery.id()), ANONYMOUS);
    }
    return this;
  }

  GroupWorld commitUpTo(String name, long generation, long offset) {
    GroupWorld before = copy();
    CommitReply reply = decideFenced(new GroupCommand.CommitUpTo(name, generation, offset), name);
    if (reply != null) {
      reply.committed().keySet().forEach(i -> before.checkMayCommit(name, i, generation));
    }
    return this;
  }

  GroupWorld commitEach(String name, int partition, long generation, long offset) {
    GroupWorld before = copy();
    GroupCommand.CommitEach commit =
        new GroupCommand.CommitEach(name, generation, Map.of(partition, offset));
    CommitReply reply = decideFenced(commit, name);
    PartitionState was = before.state.partition(partition);
    if (reply != null) {
      before.checkMayCommit(name, partition, generation);
    } else if (name.equals(was.owner())
        && generation <= before.state.generation()
        && offset <= before.state.deliveredAtMost(partition)) {
      require(
          generation < before.changedHands[partition], "a commit of the owner was fenced wrongly");
    }
    return this;
  }

  GroupWorld leave(String name) {
    decide(new GroupCommand.Leave(name), name);
    clients.put(name, client(name).leavingACommitBehind());
    return this;
  }

  /** The client's process dies and another one starts under its name. */
  GroupWorld crash(String name) {
    clients.put(name, client(name).restarted());
    return this;
  }

  GroupWorld leaveACommitBehind(String name) {
    clients.put(name, client(name).leavingACommitBehind());
    return this;
  }

  /** Only this member stays silent until its session is over. */
  GroupWorld expire(String name) {
    state = state.withMember(state.members().get(name).seenUntil(now));
    return tick();
  }

  GroupWorld expireDelivery(Delivery delivery) {
    SharedWork shared = state.shared().settled(delivery);
    state = state.withShared(shared.sent(new Delivery(delivery.id(), delivery.region(), now)));
    return tick();
  }

  GroupWorld tick() {
    for (Delivery delivery : state.shared().inFlight()) {
      if (delivery.expiresAt() <= now) {
        handedOut &= ~(wanted(delivery.region()) & below(delivery.region().end()));
      }
    }
    decide(new GroupCommand.Expire(), ANONYMOUS);
    return this;
  }

  GroupWorld addPartition() {
    decide(new GroupCommand.PartitionsAdded(state.partitions().size() + 1, head), null);
    return this;
  }

  GroupWorld seek(int partition, long offset) {
    long events = eventsOf(partition);
    received = received & ~events | events & below(offset);
    receivedByOwner &= ~events;
    handedOut &= ~events;
    GroupState before = state;
    state = new GroupCommand.Seek(Map.of(partition, offset), true).decide(state, now).state();
    changedHands[partition] = state.generation();
    checkTransition(before, null, true);
    return this;
  }

  /** The coordinator dies, or a write of it is refused: only what was stored is left. */
  GroupWorld restart() {
    GroupState before = state;
    Map<Integer, Long> committed = new HashMap<>();
    for (int i = 0; i < state.partitions().size(); i++) {
      committed.put(i, state.partition(i).committed());
    }
    GroupRecord record =
        new GroupRecord(STREAM, GROUP, 1, state.generation(), GroupCodec.encode(state), committed);
    StreamInfo info = new StreamInfo(STREAM, StreamConfig.DEFAULT, 1, 0, 0, head, 0);
    state = GroupCodec.restore(record, info, now, state.lastTicket());
    require(GroupWrites.between(before, state) == null, "a restart changed what is stored");
    for (int i = 0; i < state.partitions().size(); i++) {
      forgetUncommitted(i);
    }
    clients.replaceAll((name, client) -> client.withoutPlan());
    checkTransition(before, null, false);
    return this;
  }

  // --- How the steps decide.

  private <R> R decide(GroupCommand<R> command, String caller) {
    GroupState before = state;
    try {
      GroupDecision<R> decision = command.decide(state, now);
      state = decision.state();
      checkTransition(before, caller, false);
      return decision.reply();
    } catch (StreamException refused) {
      require(
          refused.code() == ErrorCode.CONFLICT || refused.code() == ErrorCode.MEMBER_NOT_FOUND,
          "refused with " + refused);
      return null;
    }
  }

  private CommitReply decideFenced(GroupCommand<CommitReply> command, String caller) {
    GroupState before = state;
    try {
      GroupDecision<CommitReply> decision = command.decide(state, now);
      state = decision.state();
      checkTransition(before, caller, false);
      return decision.reply();
    } catch (StreamException refused) {
      require(
          refused.code() == ErrorCode.FENCED || refused.code() == ErrorCode.OFFSET_OUT_OF_RANGE,
          "refused with " + refused);
      return null;
    }
  }

  // --- Invariants, numbered as in the reliability notes.

  private void checkTransition(GroupState before, String caller, boolean sought) {
    require(state.generation() >= before.generation(), "G6 the generation went back");
    for (int i = 0; i < state.partitions().size(); i++) {
      PartitionState was =
          i < before.partitions().size() ? before.partition(i) : PartitionState.free(0);
      checkPartition(before, i, was, caller, sought);
    }
    checkMembers();
    if (state.generation() == before.generation()) {
      // Also throws if a commit went back.
      GroupWrites.between(before, state);
    }
  }

  private void checkPartition(
      GroupState before, int i, PartitionState was, String caller, boolean sought) {
    PartitionState is = state.partition(i);
    boolean moved = is.owner() != null && !is.owner().equals(was.owner());
    if (moved) {
      boolean letGo =
          was.owner() == null
              || was.owner().equals(caller)
              || !state.members().contains(was.owner());
      require(letGo, "G1 a partition was taken from its owner");
      require(state.generation() > before.generation(), "G1 two owners in one generation");
      require(is.assigned() > before.generation(), "G1 the new owner's fence is not new");
      require(is.position() == is.committed(), "G5 the next owner skips");
      changedHands[i] = is.assigned();
    }
    if (is.assigned() != was.assigned() && !moved) {
      changedHands[i] = is.assigned();
    }
    if (is.owner() == null || moved) {
      forgetUncommitted(i);
    }
    require(is.assigned() >= was.assigned(), "G6 a fence went back");
    require(is.assigned() <= state.generation(), "G6 a fence is ahead");
    require(sought || is.committed() >= was.committed(), "G4 a commit went back");
    long unread = eventsOf(i) & below(is.committed()) & ~received;
    require(unread == 0, "G5 committed over what nobody received");
    require(is.delivered() <= is.position(), "G4 delivered beyond the position");
    require(is.position() >= is.committed(), "G5 the position is behind the commit");
  }

  private void checkMembers() {
    int[] targets = new int[state.members().size()];
    int m = 0;
    for (Member member : state.members().list()) {
      int held = 0;
      for (int i = 0; i < state.partitions().size(); i++) {
        boolean owns = member.name().equals(state.partition(i).owner());
        require(owns == member.holds(i), "G7 member and partition disagree");
        held += owns ? 1 : 0;
        targets[m] += member.name().equals(state.partition(i).target()) ? 1 : 0;
      }
      require(held == member.held().length, "G7 a member holds a partition twice");
      m++;
    }
    if (m > 0) {
      int sum = Arrays.stream(targets).sum();
      int max = Arrays.stream(targets).max().getAsInt();
      int min = Arrays.stream(targets).min().getAsInt();
      require(sum == state.partitions().size(), "G2 a partition has no target");
      require(max - min <= 1, "G2 targets are not balanced");
    }
  }

  private void checkPlan(String name, PollPlan plan) {
    Region region = plan.region();
    for (int i : region.partitions()) {
      PartitionState partition = state.partition(i);
      require(name.equals(partition.owner()), "G1 reading what another one holds");
      require(name.equals(partition.target()), "reading what is to move");
      long start = region.startOf(i) == Region.OPEN ? 0 : region.startOf(i);
      long passed = eventsOf(i) & below(start) & ~below(partition.committed());
      long known = name.equals(ANONYMOUS) ? handedOut | gapEvents(i) : receivedByOwner;
      require((passed & ~known) == 0, "G5 the plan skips events");
    }
  }

  private long gapEvents(int partition) {
    long events = 0;
    for (Region gap : state.shared().gaps()) {
      events |= wanted(gap) & below(gap.end()) & eventsOf(partition);
    }
    return events;
  }

  private void checkMayCommit(String name, int partition, long generation) {
    require(name.equals(state.partition(partition).owner()), "G3 committed by another one");
    require(generation >= changedHands[partition], "G3 committed by a zombie");
  }

  private void forgetUncommitted(int partition) {
    long uncommitted = eventsOf(partition) & ~below(state.partition(partition).committed());
    receivedByOwner &= ~uncommitted;
    handedOut &= ~uncommitted;
  }

  void require(boolean holds, String invariant) {
    if (!holds) {
      throw new AssertionError(invariant + "\n" + describe());
    }
  }

  String describe() {
    StringBuilder out = new StringBuilder("generation " + state.generation());
    for (int i = 0; i < state.partitions().size(); i++) {
      out.append("\n  ").append(i).append(' ').append(state.partition(i));
    }
    state.members().list().forEach(member -> out.append("\n  ").append(member));
    out.append("\n  ").append(state.shared()).append("\n  ").append(clients);
    return out.append("\n  received ").append(Long.toBinaryString(received)).toString();
  }

  /** How far a client that is told {@code end} may honestly commit one partition. */
  long honest(int partition, long end) {
    long missing = eventsOf(partition) & below(end) & ~received;
    return missing == 0 ? end : Long.numberOfTrailingZeros(missing);
  }

  // --- Sets of offsets.

  private static long below(long offset) {
    return offset >= 64 ? -1L : (1L << offset) - 1;
  }

  private long eventsOf(int partition) {
    return eventsOf[partition];
  }

  private long wanted(Region region) {
    long events = 0;
    for (int i : region.partitions()) {
      long start = region.startOf(i);
      events |= start == Region.OPEN ? 0 : eventsOf(i) & ~below(start);
    }
    return events;
  }

  private long endOf(Region region, long wanted, int limit) {
    long end = Math.min(head, region.end());
    int found = 0;
    for (int offset = 0; offset < end; offset++) {
      found += (int) (wanted >> offset & 1);
      if (found == limit) {
        return offset + 1L;
      }
    }
    return end;
  }
}
