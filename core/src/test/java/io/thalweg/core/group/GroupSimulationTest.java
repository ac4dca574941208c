package io.thalweg.core.group;

import static io.thalweg.core.group.GroupWorld.PRESENT;
import static io.thalweg.core.group.Member.ANONYMOUS;

import io.thalweg.core.group.WorldStep.Kind;
import io.thalweg.core.model.Assignment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random lives of larger groups in virtual time, on the real decisions. After each, everybody
 * behaves: then the group must become stable and all events must be received and committed. See
 * {@link Seeds}.
 */
class GroupSimulationTest {
  private static final List<Assignment> ASSIGNMENTS = List.of(Assignment.values());
  private static final List<String> NAMES = List.of("a", "b", "c", "d", "e", ANONYMOUS);

  @Test
  void keepsItsInvariantsInRandomLives() {
    Seeds.of("group simulation", 10_000, 100_000).forEach(GroupSimulationTest::live);
  }

  private static void live(long seed) {
    List<String> steps = new ArrayList<>();
    try {
      live(new Random(seed), steps);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(String.join("\n", steps) + "\n" + e, e);
    }
  }

  private static void live(Random random, List<String> steps) {
    int partitions = 1 + random.nextInt(7);
    int events = random.nextInt(8);
    List<String> names = names(random);
    Assignment assignment = ASSIGNMENTS.get(random.nextInt(ASSIGNMENTS.size()));
    GroupWorld world = GroupWorld.create(WorldRules.REAL, assignment, names, partitions, events);
    for (int i = random.nextInt(150); i > 0; i--) {
      WorldStep step = next(world, random);
      steps.add(step.toString());
      world = step.in(step.kind() == Kind.TICK ? world.after(random.nextInt(12_000)) : world);
    }
    steps.add("--- everybody behaves");
    converge(world);
  }

  /** Members, callers without a name, or both. */
  private static List<String> names(Random random) {
    int first = random.nextInt(NAMES.size());
    int last = first == NAMES.size() - 1 || random.nextBoolean() ? NAMES.size() : NAMES.size() - 1;
    return NAMES.subList(first, last);
  }

  private static WorldStep next(GroupWorld world, Random random) {
    int partition = random.nextInt(world.state().partitions().size());
    switch (random.nextInt(25)) {
      case 0, 1, 2, 3 -> {
        if (world.stream.head() < WorldStream.EVENTS_MAX) {
          return new WorldStep(Kind.APPEND, null, partition, PRESENT);
        }
      }
      case 4 -> {
        boolean hasRoom = world.state().partitions().size() < WorldStream.PARTITIONS_MAX;
        if (random.nextInt(4) == 0 && hasRoom && !world.hasRival()) {
          return new WorldStep(Kind.ADD_PARTITION, null, 0, PRESENT);
        }
      }
      case 5 -> {
        int to = random.nextInt((int) world.stream.head() + 1);
        if (random.nextInt(4) == 0 && !world.hasRival()) {
          return new WorldStep(Kind.SEEK, null, partition, to);
        }
      }
      case 6 -> {
        return new WorldStep(Kind.RELOAD, null, 0, PRESENT);
      }
      case 7, 8 -> {
        return new WorldStep(Kind.TICK, null, 0, PRESENT);
      }
      default -> {}
    }
    List<WorldStep> possible = WorldStep.possible(world);
    return possible.get(random.nextInt(possible.size()));
  }

  private static void converge(GroupWorld world) {
    if (world.hasRival()) {
      world.endRival();
    }
    WorldCalls calls = new WorldCalls(world);
    for (int round = 0; round < 3 * world.names.size() + 6; round++) {
      for (String name : world.names) {
        List.copyOf(world.state().shared().inFlight()).forEach(d -> calls.settle(d, true));
        boolean anonymous = name.equals(ANONYMOUS);
        long received = anonymous ? GroupCommand.LAST : world.client(name).received();
        calls.poll(PRESENT, name, true, received);
        if (!world.client(name).plan().region().isEmpty()) {
          calls.deliver(name, WorldStream.EVENTS_MAX, false);
        }
      }
    }
    checkConverged(world);
  }

  private static void checkConverged(GroupWorld world) {
    WorldInvariants.require(world, world.state().isStable(), "G8 the group is not stable");
    long all = WorldStream.below(world.stream.head());
    boolean whole = (world.received & all) == all;
    WorldInvariants.require(world, whole, "G8 an event was never received");
    for (Member member : world.state().members().list()) {
      for (int i : member.held()) {
        boolean behind = world.state().partition(i).hasUncommitted() && !member.isAnonymous();
        WorldInvariants.require(world, !behind, "G8 a commit is missing");
      }
    }
  }
}
