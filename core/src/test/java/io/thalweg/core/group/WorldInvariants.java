package io.thalweg.core.group;

import static io.thalweg.core.group.Member.ANONYMOUS;
import static io.thalweg.core.group.WorldStream.below;

import java.util.List;
import java.util.Objects;

/** What must hold in a world, numbered as in the reliability notes. */
final class WorldInvariants {
  private final GroupWorld world;

  WorldInvariants(GroupWorld world) {
    this.world = world;
  }

  static void require(GroupWorld world, boolean holds, String invariant) {
    if (!holds) {
      throw new AssertionError(invariant + "\n" + world.describe());
    }
  }

  private void require(boolean holds, String invariant) {
    if (!holds) {
      require(world, false, invariant);
    }
  }

  // --- What the storage holds: the truth, whoever wrote it.

  void checkStored(WorldStorage before, String caller, boolean sought) {
    GroupState was = before.layout();
    GroupState is = world.storage.layout();
    require(is.generation() >= was.generation(), "G6 the generation went back");
    boolean sameLayout = is.generation() == was.generation();
    for (int i = 0; i < is.partitions().size(); i++) {
      boolean isNew = i >= was.partitions().size();
      checkCommitted(i, isNew ? 0 : before.committed()[i], sought);
      PartitionState from = isNew ? PartitionState.free(0) : was.partition(i);
      if (!sameLayout) {
        checkOwner(i, was, from, caller);
      } else {
        require(
            Objects.equals(from.owner(), is.partition(i).owner())
                && from.assigned() == is.partition(i).assigned(),
            "G1 two layouts in one generation");
      }
    }
  }

  private void checkCommitted(int i, long was, boolean sought) {
    long is = world.storage.committed()[i];
    require(sought || is >= was, "G4 a commit went back");
    long unread = world.stream.eventsOf(i) & below(is) & ~world.received;
    require(unread == 0, "G5 committed over what nobody received");
  }

  private void checkOwner(int i, GroupState before, PartitionState was, String caller) {
    GroupState stored = world.storage.layout();
    PartitionState is = stored.partition(i);
    boolean moved = is.owner() != null && !is.owner().equals(was.owner());
    if (moved) {
      boolean letGo =
          was.owner() == null
              || was.owner().equals(caller)
              || !stored.members().contains(was.owner());
      require(letGo, "G1 a partition was taken from its owner");
      require(is.assigned() > before.generation(), "G1 the new owner's fence is not new");
    }
    require(is.assigned() >= was.assigned(), "G6 a fence went back");
    require(is.assigned() <= stored.generation(), "G6 a fence is ahead");
    if (is.assigned() != was.assigned()) {
      world.changedHands = world.changedHands.clone();
      world.changedHands[i] = is.assigned();
    }
    if (is.owner() == null || moved) {
      world.forgetUncommitted(i);
    }
  }

  // --- What a coordinator thinks.

  void checkDecided(int coordinator, GroupState before) {
    GroupState is = world.state(coordinator);
    if (is == before) {
      return;
    }
    for (int i = 0; i < is.partitions().size(); i++) {
      PartitionState partition = is.partition(i);
      boolean isNew = i >= before.partitions().size();
      String owner = partition.owner();
      boolean moved = owner != null && (isNew || !owner.equals(before.partition(i).owner()));
      if (moved) {
        require(is.generation() > before.generation(), "G1 two owners in one generation");
        require(partition.position() == partition.committed(), "G5 the next owner skips");
      }
      require(partition.delivered() <= partition.position(), "G4 delivered beyond the position");
      require(partition.position() >= partition.committed(), "G5 the position is behind");
    }
    checkAgainstStorage(coordinator);
    if (is.members() != before.members() || is.generation() != before.generation()) {
      checkMembers(is);
    }
  }

  private void checkAgainstStorage(int coordinator) {
    GroupState is = world.state(coordinator);
    GroupState stored = world.storage.layout();
    if (is.generation() != stored.generation()) {
      return;
    }
    for (int i = 0; i < is.partitions().size(); i++) {
      boolean same =
          Objects.equals(is.partition(i).owner(), stored.partition(i).owner())
              && is.partition(i).assigned() == stored.partition(i).assigned();
      require(same, "G9 a coordinator has another layout in the same generation");
      boolean knowsCommit = is.partition(i).committed() == world.storage.committed()[i];
      require(knowsCommit, "G9 a coordinator does not know of a commit in its generation");
    }
  }

  private void checkMembers(GroupState state) {
    List<Member> members = state.members().list();
    int partitions = state.partitions().size();
    int sum = 0;
    int max = 0;
    int min = Integer.MAX_VALUE;
    for (Member member : members) {
      int held = 0;
      int targets = 0;
      for (int i = 0; i < partitions; i++) {
        boolean owns = member.name().equals(state.partition(i).owner());
        require(owns == member.holds(i), "G7 member and partition disagree");
        held += owns ? 1 : 0;
        targets += member.name().equals(state.partition(i).target()) ? 1 : 0;
      }
      require(held == member.held().length, "G7 a member holds a partition twice");
      sum += targets;
      max = Math.max(max, targets);
      min = Math.min(min, targets);
    }
    require(members.isEmpty() || sum == partitions, "G2 a partition has no target");
    require(members.isEmpty() || max - min <= 1, "G2 targets are not balanced");
  }

  /** A coordinator that starts knows all that is durable. */
  void checkRestored(GroupState layout) {
    GroupState is = world.state();
    require(is.generation() >= layout.generation(), "G6 a restart forgot a generation");
    require(is.members().size() == layout.members().size(), "a restart forgot a member");
    for (int i = 0; i < layout.partitions().size(); i++) {
      PartitionState partition = is.partition(i);
      boolean same =
          Objects.equals(partition.owner(), layout.partition(i).owner())
              && Objects.equals(partition.target(), layout.partition(i).target())
              && partition.assigned() == layout.partition(i).assigned();
      require(same, "a restart changed what is stored");
      require(partition.committed() == world.storage.committed()[i], "a restart lost a commit");
      require(partition.position() == partition.committed(), "G5 a restart skips");
    }
    checkMembers(is);
  }

  // --- What clients are told.

  void checkPlan(int coordinator, String name, PollPlan plan) {
    if (!world.isUpToDate(coordinator)) {
      return; // It serves those who owned by its lights. Nothing they commit is taken.
    }
    Region region = plan.region();
    for (int k = 0; k < region.partitions().length; k++) {
      int i = region.partitions()[k];
      PartitionState partition = world.state(coordinator).partition(i);
      require(name.equals(partition.owner()), "G1 reading what another one holds");
      require(name.equals(partition.target()), "reading what is to move");
      long start = region.start(k) < region.end() ? region.start(k) : 0;
      long passed = world.stream.eventsOf(i) & below(start) & ~below(world.storage.committed()[i]);
      long known =
          name.equals(ANONYMOUS)
              ? world.handedOut | gapEvents(coordinator, i)
              : world.receivedByOwner;
      require((passed & ~known) == 0, "G5 the plan skips events");
    }
  }

  private long gapEvents(int coordinator, int partition) {
    long events = 0;
    for (Region gap : world.state(coordinator).shared().gaps()) {
      events |= world.stream.in(gap) & world.stream.eventsOf(partition);
    }
    return events;
  }

  /**
   * A commit was taken.
   *
   * @param before what was stored when it came
   */
  void checkMayCommit(
      WorldStorage before, long[] changedHands, String name, int partition, long generation) {
    String owner = before.layout().partition(partition).owner();
    require(name.equals(owner), "G3 committed by another one");
    require(generation >= changedHands[partition], "G3 committed by a zombie");
  }
}
