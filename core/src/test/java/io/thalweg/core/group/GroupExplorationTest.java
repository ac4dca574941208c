package io.thalweg.core.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.model.Assignment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tries everything that can happen to a small group, breadth first, on the real decisions: calls,
 * commits, crashes, ends of sessions, requests that come late, twice or in another order, and a
 * second coordinator at the same time. What must hold at each step is in {@link WorldInvariants}.
 * {@code -Dthalweg.long=true} looks further.
 */
class GroupExplorationTest {
  private static final int TIMES = Boolean.getBoolean("thalweg.long") ? 10 : 1;
  private static final List<String> THREE = List.of("a", "b", "c");

  @Test
  void keepsItsInvariantsWithThreeMembersAndFourPartitions() {
    GroupWorld start = GroupWorld.create(WorldRules.REAL, THREE, 4, 6);

    int states = explore(List.of(start, settled(start)), 1_000_000 * TIMES);

    assertThat(states).isGreaterThanOrEqualTo(1_000_000 * TIMES);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "STICKY")
  void keepsItsInvariantsHoweverPartitionsAreAssigned(Assignment assignment) {
    GroupWorld start = GroupWorld.create(WorldRules.REAL, assignment, THREE, 4, 6);

    int states = explore(List.of(start, settled(start)), 100_000 * TIMES);

    assertThat(states).isGreaterThanOrEqualTo(100_000 * TIMES);
  }

  @Test
  void keepsItsInvariantsWithTwoMembersDeeper() {
    GroupWorld start = GroupWorld.create(WorldRules.REAL, List.of("a", "b"), 1, 2);

    int states = explore(List.of(start, settled(start)), 200_000 * TIMES);

    assertThat(states).isGreaterThanOrEqualTo(100_000);
  }

  @Test
  void keepsItsInvariantsWithCallersWithoutAName() {
    List<String> names = List.of("a", Member.ANONYMOUS);
    GroupWorld start = GroupWorld.create(WorldRules.REAL, names, 2, 4);

    int states = explore(List.of(start), 100_000 * TIMES);

    assertThat(states).isGreaterThanOrEqualTo(100_000);
  }

  private static int explore(List<GroupWorld> starts, int statesMax) {
    return new Exploration(starts, statesMax).run();
  }

  /** All members are there and hold their share. */
  static GroupWorld settled(GroupWorld start) {
    GroupWorld world = start;
    List<String> twice = new ArrayList<>(start.names);
    twice.addAll(start.names);
    for (String name : twice) {
      world = new WorldStep(WorldStep.Kind.POLL, name, 0, GroupWorld.PRESENT).from(world);
    }
    WorldInvariants.require(world, world.state().isStable(), "G8 the group is not stable");
    return world;
  }
}
