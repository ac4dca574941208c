package io.thalweg.core.group;

import static io.thalweg.core.group.GroupWorld.PRESENT;
import static io.thalweg.core.group.GroupWorld.RIVAL;
import static io.thalweg.core.group.Member.ANONYMOUS;

import java.util.ArrayList;
import java.util.List;

/**
 * Something that can happen next.
 *
 * @param name of the client that it happens to, or null
 * @param number a partition or a delivery's index, where the kind wants one
 * @param at the coordinator that it happens at; the offset of a seek
 */
record WorldStep(Kind kind, String name, int number, int at) {
  /** A step's kind: a new command of the group gets a kind here. */
  enum Kind {
    POLL(
        (calls, world, step) ->
            calls.poll(step.at, step.name, true, client(world, step).received())),
    POLL_WITHOUT_COMMIT(
        (calls, world, step) ->
            calls.poll(step.at, step.name, false, client(world, step).received())),
    POLL_PLAINLY((calls, world, step) -> calls.poll(step.at, step.name, true, GroupCommand.LAST)),
    POLL_LATE(
        (calls, world, step) ->
            calls.pollLate(step.at, step.name, client(world, step).lateReceived())),
    JOIN((calls, world, step) -> calls.join(step.at, step.name)),
    HEARTBEAT((calls, world, step) -> calls.heartbeat(step.at, step.name)),
    REFRESH((calls, world, step) -> calls.refresh(step.name)),
    DELIVER_ONE((calls, world, step) -> calls.deliver(step.name, 1, false)),
    DELIVER_TWO((calls, world, step) -> calls.deliver(step.name, 2, false)),
    DELIVER_ALL((calls, world, step) -> calls.deliver(step.name, 100, false)),
    DELIVER_TO_NOBODY((calls, world, step) -> calls.deliver(step.name, 1, true)),
    DELIVER_LATE((calls, world, step) -> calls.deliverStale(step.name)),
    REPORT_LOST((calls, world, step) -> calls.reportLost(step.at, step.name)),
    COMMIT(
        (calls, world, step) ->
            calls.commitUpTo(
                step.at, step.name, client(world, step).generation(), client(world, step).end())),
    COMMIT_PARTITION(
        (calls, world, step) ->
            calls.commitEach(
                step.at,
                step.name,
                step.number,
                client(world, step).generation(),
                world.honest(step.number, client(world, step).end()))),
    COMMIT_TOO_FAR(
        (calls, world, step) ->
            calls.commitEach(
                step.at,
                step.name,
                step.number,
                client(world, step).generation(),
                world.stream.head())),
    COMMIT_LATE(
        (calls, world, step) ->
            calls.commitUpTo(
                step.at,
                step.name,
                client(world, step).lateGeneration(),
                client(world, step).lateEnd())),
    LEAVE_A_COMMIT_BEHIND((calls, world, step) -> calls.leaveACommitBehind(step.name)),
    LEAVE((calls, world, step) -> calls.leave(step.at, step.name)),
    CRASH((calls, world, step) -> calls.crash(step.name)),
    EXPIRE((calls, world, step) -> calls.expire(step.at, step.name)),
    WRITTEN((calls, world, step) -> calls.settle(delivery(world, step), true)),
    LOST((calls, world, step) -> calls.settle(delivery(world, step), false)),
    UNHEARD_OF((calls, world, step) -> calls.expireDelivery(delivery(world, step))),
    APPEND((calls, world, step) -> calls.append(step.number)),
    ADD_PARTITION((calls, world, step) -> calls.addPartition()),
    SEEK((calls, world, step) -> calls.seek(step.number, step.at)),
    TICK((calls, world, step) -> calls.tick(step.at)),
    RESTART((calls, world, step) -> world.restart()),
    RELOAD((calls, world, step) -> world.reload(step.at)),
    START_RIVAL((calls, world, step) -> world.startRival()),
    END_RIVAL((calls, world, step) -> world.endRival());

    private final Change change;

    Kind(Change change) {
      this.change = change;
    }

    private static WorldClient client(GroupWorld world, WorldStep step) {
      return world.client(step.name);
    }

    private static Delivery delivery(GroupWorld world, WorldStep step) {
      return world.state().shared().inFlight().get(step.number);
    }
  }

  private interface Change {
    void make(WorldCalls calls, GroupWorld world, WorldStep step);
  }

  /** The world after it. */
  GroupWorld from(GroupWorld world) {
    return in(world.copy());
  }

  /** Changes the world itself. */
  GroupWorld in(GroupWorld world) {
    kind.change.make(new WorldCalls(world), world, this);
    return world;
  }

  @Override
  public String toString() {
    String text = kind.name().toLowerCase().replace('_', ' ');
    return text + " " + (name == null ? "" : name) + " " + number + (at == 0 ? "" : " at " + at);
  }

  /** All that can happen to the members of this world. */
  static List<WorldStep> possible(GroupWorld world) {
    List<WorldStep> steps = new ArrayList<>(48);
    for (String name : world.names) {
      if (name.equals(ANONYMOUS)) {
        addAnonymous(steps, world);
      } else {
        addCalls(steps, world, name, PRESENT);
        addPlan(steps, world, name);
        addCommits(steps, world, name, PRESENT);
        if (world.hasRival()) {
          addCalls(steps, world, name, RIVAL);
          addCommits(steps, world, name, RIVAL);
        }
      }
    }
    add(steps, Kind.RESTART);
    if (world.hasRival()) {
      add(steps, Kind.END_RIVAL);
    } else if (!world.names.contains(ANONYMOUS)) {
      add(steps, Kind.START_RIVAL);
    }
    return steps;
  }

  private static void addCalls(List<WorldStep> steps, GroupWorld world, String name, int at) {
    WorldClient client = world.client(name);
    add(steps, Kind.POLL, name, at);
    add(steps, Kind.POLL_WITHOUT_COMMIT, name, at);
    add(steps, Kind.JOIN, name, at);
    if (!client.lostOne() && client.received() != GroupCommand.NOTHING && !world.hasRival()) {
      add(steps, Kind.POLL_PLAINLY, name, at);
    }
    if (client.lateReceived() != client.received()) {
      add(steps, Kind.POLL_LATE, name, at);
    }
    if (world.state(at).members().contains(name)) {
      add(steps, Kind.HEARTBEAT, name, at);
      add(steps, Kind.LEAVE, name, at);
      add(steps, Kind.EXPIRE, name, at);
      if (client.lostOne()) {
        add(steps, Kind.REPORT_LOST, name, at);
      }
    }
  }

  private static void addPlan(List<WorldStep> steps, GroupWorld world, String name) {
    WorldClient client = world.client(name);
    if (client.plan() != null) {
      add(steps, Kind.REFRESH, name, PRESENT);
    }
    if (client.plan() != null && !client.plan().region().isEmpty()) {
      add(steps, Kind.DELIVER_ONE, name, PRESENT);
      add(steps, Kind.DELIVER_ALL, name, PRESENT);
      add(steps, Kind.DELIVER_TO_NOBODY, name, PRESENT);
    }
    if (client.stalePlan() != null && !client.stalePlan().region().isEmpty()) {
      add(steps, Kind.DELIVER_LATE, name, PRESENT);
    }
    if (world.state().members().contains(name)) {
      add(steps, Kind.CRASH, name, PRESENT);
    }
  }

  private static void addCommits(List<WorldStep> steps, GroupWorld world, String name, int at) {
    WorldClient client = world.client(name);
    if (client.received() != GroupCommand.NOTHING) {
      add(steps, Kind.COMMIT, name, at);
      for (int i = 0; i < world.state(at).partitions().size(); i++) {
        steps.add(new WorldStep(Kind.COMMIT_PARTITION, name, i, at));
        if (isMoreThanItGot(world, client, i)) {
          steps.add(new WorldStep(Kind.COMMIT_TOO_FAR, name, i, at));
        }
      }
      if (client.end() != client.lateEnd() || client.generation() != client.lateGeneration()) {
        add(steps, Kind.LEAVE_A_COMMIT_BEHIND, name, at);
      }
    }
    if (client.lateEnd() > 0) {
      add(steps, Kind.COMMIT_LATE, name, at);
    }
  }

  /** Whether nobody but a liar commits this partition up to the end of the stream. */
  private static boolean isMoreThanItGot(GroupWorld world, WorldClient client, int partition) {
    long head = world.stream.head();
    return !client.lostOne() && !world.hasRival() && world.honest(partition, head) < head;
  }

  private static void addAnonymous(List<WorldStep> steps, GroupWorld world) {
    WorldClient client = world.client(ANONYMOUS);
    add(steps, Kind.POLL_PLAINLY, ANONYMOUS, PRESENT);
    if (client.plan() != null && !client.plan().region().isEmpty()) {
      add(steps, Kind.DELIVER_ONE, ANONYMOUS, PRESENT);
      add(steps, Kind.DELIVER_TWO, ANONYMOUS, PRESENT);
    }
    if (client.stalePlan() != null && !client.stalePlan().region().isEmpty()) {
      add(steps, Kind.DELIVER_LATE, ANONYMOUS, PRESENT);
    }
    for (int i = 0; i < world.state().shared().inFlight().size(); i++) {
      steps.add(new WorldStep(Kind.WRITTEN, ANONYMOUS, i, PRESENT));
      steps.add(new WorldStep(Kind.LOST, ANONYMOUS, i, PRESENT));
      steps.add(new WorldStep(Kind.UNHEARD_OF, ANONYMOUS, i, PRESENT));
    }
    if (world.state().members().contains(ANONYMOUS)) {
      add(steps, Kind.EXPIRE, ANONYMOUS, PRESENT);
    }
  }

  private static void add(List<WorldStep> steps, Kind kind) {
    steps.add(new WorldStep(kind, null, 0, PRESENT));
  }

  private static void add(List<WorldStep> steps, Kind kind, String name, int at) {
    steps.add(new WorldStep(kind, name, 0, at));
  }
}
