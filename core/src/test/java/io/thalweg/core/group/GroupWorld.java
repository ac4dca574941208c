package io.thalweg.core.group;

import static io.thalweg.core.group.Member.ANONYMOUS;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.Assignment;
import io.thalweg.core.model.GroupConfig;
import io.thalweg.core.model.GroupMode;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StartPoint;
import io.thalweg.core.model.StreamName;
import java.util.Arrays;
import java.util.List;

/**
 * A group, its stream, its storage, one or two that take themselves for its coordinator, its
 * clients, and what really happened to each event: the model in which the real decisions are tried.
 * What can happen is in {@link WorldCalls}, what must hold in {@link WorldInvariants}. Not
 * thread-safe; a step changes a copy.
 */
final class GroupWorld {
  static final StreamName STREAM = new StreamName("orders");
  static final GroupName GROUP = new GroupName("mailer");

  /** The coordinator that started last. */
  static final int PRESENT = 0;

  /** The one before, if it still runs. */
  static final int RIVAL = 1;

  private static final long TICKETS_OF_A_COORDINATOR = 1_000_000;

  final WorldRules rules;
  final List<String> names;
  final long now;
  WorldStream stream;
  WorldStorage storage;
  private final Coordinator[] coordinators;
  private final WorldClient[] clients;
  private long ticketBase;

  /** Offsets that some client received. */
  long received;

  /** Offsets that the present owner of their partition received since it got it. */
  long receivedByOwner;

  /** Offsets that are with callers without a name, or were. */
  long handedOut;

  /** By partition: the generation in which it last changed hands. */
  long[] changedHands;

  private GroupWorld(GroupWorld from, long now) {
    this.rules = from.rules;
    this.names = from.names;
    this.now = now;
    this.stream = from.stream;
    this.storage = from.storage;
    this.coordinators = from.coordinators.clone();
    this.clients = from.clients.clone();
    this.ticketBase = from.ticketBase;
    this.received = from.received;
    this.receivedByOwner = from.receivedByOwner;
    this.handedOut = from.handedOut;
    this.changedHands = from.changedHands;
  }

  private GroupWorld(
      WorldRules rules, Assignment assignment, List<String> names, int partitions, int events) {
    GroupConfig config =
        new GroupConfig(
            GroupMode.PARTITIONED,
            StartPoint.EARLIEST,
            GroupConfig.DEFAULT.sessionTimeoutMs(),
            assignment);
    GroupIdentity identity = new GroupIdentity(STREAM, GROUP, 1, config);
    GroupState empty = GroupState.empty(identity, partitions, 0, 0);
    this.rules = rules;
    this.names = names;
    this.now = 0;
    this.stream = WorldStream.of(partitions, events);
    this.storage = WorldStorage.of(empty);
    this.coordinators = new Coordinator[] {new Coordinator(empty, empty), null};
    this.clients = new WorldClient[names.size()];
    Arrays.fill(clients, WorldClient.NEW);
    this.changedHands = new long[WorldStream.PARTITIONS_MAX];
  }

  static GroupWorld create(WorldRules rules, List<String> names, int partitions, int events) {
    return create(rules, GroupConfig.DEFAULT.assignment(), names, partitions, events);
  }

  static GroupWorld create(
      WorldRules rules, Assignment assignment, List<String> names, int partitions, int events) {
    return new GroupWorld(rules, assignment, List.copyOf(names), partitions, events);
  }

  GroupWorld copy() {
    return new GroupWorld(this, now);
  }

  GroupWorld after(long ms) {
    return new GroupWorld(this, now + ms);
  }

  // --- Who is there.

  boolean hasRival() {
    return coordinators[RIVAL] != null;
  }

  GroupState state() {
    return state(PRESENT);
  }

  GroupState state(int coordinator) {
    return coordinators[coordinator].state();
  }

  /** Something that no command does: time that passes for one member only. */
  void setState(int coordinator, GroupState changed) {
    coordinators[coordinator] = new Coordinator(changed, coordinators[coordinator].stored());
  }

  /** Whether nobody has stored a layout since this coordinator knew the last one. */
  boolean isUpToDate(int coordinator) {
    return coordinators[coordinator].stored().generation() == storage.generation();
  }

  WorldClient client(String name) {
    return clients[names.indexOf(name)];
  }

  WorldClient client(int index) {
    return clients[index];
  }

  void setClient(String name, WorldClient changed) {
    clients[names.indexOf(name)] = changed;
  }

  /** The coordinator dies: only what was stored is left. */
  void restart() {
    GroupState before = storage.layout();
    if (hasRival()) {
      claim(PRESENT);
    } else {
      coordinators[PRESENT] = restored();
    }
    forgetPlans(PRESENT);
    forgetHandedOut();
    new WorldInvariants(this).checkRestored(before);
  }

  /** Another node takes itself for the coordinator, and the one there was does not know. */
  void startRival() {
    coordinators[RIVAL] = coordinators[PRESENT];
    forgetPlans(RIVAL);
    for (int i = 0; i < clients.length; i++) {
      WorldClient client = clients[i];
      clients[i] = client.withPlans(client.plan(), RIVAL, client.stalePlan(), RIVAL);
    }
    claim(PRESENT);
    new WorldInvariants(this).checkRestored(storage.layout());
  }

  /** The coordinator before ends. */
  void endRival() {
    coordinators[RIVAL] = null;
    forgetPlans(RIVAL);
  }

  private void claim(int coordinator) {
    storage = storage.claimed(rules);
    coordinators[coordinator] = restored();
  }

  private Coordinator restored() {
    ticketBase += TICKETS_OF_A_COORDINATOR;
    return storage.restored(rules, stream.head(), now, ticketBase);
  }

  private void forgetPlans(int coordinator) {
    for (int i = 0; i < clients.length; i++) {
      WorldClient client = clients[i];
      if (client.plan() != null && client.at() == coordinator) {
        client = client.withoutPlan();
      }
      if (client.stalePlan() != null && client.staleAt() == coordinator) {
        client = client.withoutStalePlan();
      }
      clients[i] = client;
    }
  }

  // --- How a command is decided and stored.

  /** Decides as a coordinator does. Null if it is refused with one of these. */
  <R> R decide(int coordinator, GroupCommand<R> command, String caller, ErrorCode... refusals) {
    try {
      return decided(coordinator, command, caller);
    } catch (StreamException refused) {
      WorldInvariants.require(
          this, List.of(refusals).contains(refused.code()), "refused with " + refused);
      return null;
    }
  }

  private <R> R decided(int coordinator, GroupCommand<R> command, String caller) {
    Coordinator before = coordinators[coordinator];
    GroupDecision<R> decision = rules.decide(command, before.state(), now);
    boolean fenced =
        WorldStorage.differ(before.stored(), decision.state())
            && !rules.takes(storage.generation(), before.stored().generation());
    if (fenced) {
      reload(coordinator);
      return decided(coordinator, command, caller);
    }
    decided(coordinator, decision.state(), command, caller);
    return decision.reply();
  }

  /** A write is refused: the coordinator reads the group again, and knows what it delivered. */
  void reload(int coordinator) {
    GroupState last = state(coordinator);
    claim(coordinator);
    setState(coordinator, state(coordinator).remembering(last));
    forgetPlans(coordinator);
    forgetHandedOut();
  }

  private void decided(int coordinator, GroupState after, GroupCommand<?> command, String caller) {
    Coordinator before = coordinators[coordinator];
    WorldStorage storedBefore = storage;
    if (WorldStorage.differ(before.stored(), after)) {
      storage = storage.written(before.stored(), after);
      coordinators[coordinator] = new Coordinator(after, after);
    } else {
      coordinators[coordinator] = new Coordinator(after, before.stored());
    }
    boolean sought = command instanceof GroupCommand.Seek;
    WorldInvariants invariants = new WorldInvariants(this);
    if (storage != storedBefore) {
      invariants.checkStored(storedBefore, caller, sought);
    }
    invariants.checkDecided(coordinator, before.state());
  }

  // --- What really happened to the events.

  void forgetUncommitted(int partition) {
    long uncommitted =
        stream.eventsOf(partition) & ~WorldStream.below(storage.committed()[partition]);
    receivedByOwner &= ~uncommitted;
    handedOut &= ~uncommitted;
  }

  /** What callers without a name have is known to one coordinator, until it reads the group. */
  private void forgetHandedOut() {
    for (int i = 0; names.contains(ANONYMOUS) && i < storage.committed().length; i++) {
      forgetUncommitted(i);
    }
  }

  /** How far a client that is told {@code end} may honestly commit one partition. */
  long honest(int partition, long end) {
    long missing = stream.eventsOf(partition) & WorldStream.below(end) & ~received;
    return missing == 0 ? end : Long.numberOfTrailingZeros(missing);
  }

  String describe() {
    StringBuilder out = new StringBuilder("stored: generation " + storage.generation());
    out.append(", committed ").append(Arrays.toString(storage.committed()));
    for (Coordinator coordinator : coordinators) {
      if (coordinator != null) {
        describe(out, coordinator.state());
      }
    }
    for (int i = 0; i < clients.length; i++) {
      out.append("\n  ").append(names.get(i)).append(' ').append(clients[i]);
    }
    return out.append("\n  received ").append(Long.toBinaryString(received)).toString();
  }

  private static void describe(StringBuilder out, GroupState state) {
    out.append("\ncoordinator: generation ").append(state.generation());
    for (int i = 0; i < state.partitions().size(); i++) {
      out.append("\n  ").append(i).append(' ').append(state.partition(i));
    }
    state.members().list().forEach(member -> out.append("\n  ").append(member));
    out.append("\n  ").append(state.shared());
  }
}
