package io.thalweg.core.group;

import static io.thalweg.core.group.Member.ANONYMOUS;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random lives of larger groups in virtual time, on the real decisions. After each, everybody
 * behaves: then the group must become stable and all events must be received and committed. {@code
 * -Dthalweg.seed=N} repeats one life, {@code -Dthalweg.long=true} runs many.
 */
class GroupSimulationTest {
  private static final int SEEDS = Boolean.getBoolean("thalweg.long") ? 100_000 : 1_500;
  private static final List<String> NAMES = List.of("a", "b", "c", "d", "e", ANONYMOUS);

  @Test
  void keepsItsInvariantsInRandomLives() {
    Long only = Long.getLong("thalweg.seed");
    long first = only == null ? 1 : only;
    long last = only == null ? SEEDS : only;
    for (long seed = first; seed <= last; seed++) {
      List<String> steps = new ArrayList<>();
      try {
        live(new Random(seed), steps);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + "\n" + String.join("\n", steps) + "\n" + e, e);
      }
    }
    System.out.printf("group simulation: %,d seeds%n", last - first + 1);
  }

  private static void live(Random random, List<String> steps) {
    GroupWorld world = GroupWorld.create(1 + random.nextInt(7), random.nextInt(8));
    List<String> names = NAMES.subList(random.nextInt(NAMES.size()), NAMES.size());
    for (int i = random.nextInt(150); i > 0; i--) {
      WorldStep step = next(world, random, names);
      steps.add(step.name());
      world = step.from(world);
    }
    steps.add("--- everybody behaves");
    converge(world, names);
  }

  private static WorldStep next(GroupWorld world, Random random, List<String> names) {
    int partition = random.nextInt(world.state.partitions().size());
    switch (random.nextInt(24)) {
      case 0, 1, 2, 3 -> {
        if (world.head < GroupWorld.EVENTS_MAX) {
          return new WorldStep("append to " + partition, w -> w.append(partition));
        }
      }
      case 4 -> {
        if (random.nextInt(4) == 0 && world.state.partitions().size() < 12) {
          return new WorldStep("add a partition", GroupWorld::addPartition);
        }
      }
      case 5 -> {
        long to = random.nextInt((int) world.head + 1);
        if (random.nextInt(4) == 0) {
          return new WorldStep("seek " + partition + " to " + to, w -> w.seek(partition, to));
        }
      }
      case 6, 7 -> {
        long ms = random.nextInt(12_000);
        return new WorldStep("wait " + ms, w -> w.after(ms).tick());
      }
      default -> {}
    }
    List<WorldStep> possible = WorldStep.possible(world, names);
    return possible.get(random.nextInt(possible.size()));
  }

  private static void converge(GroupWorld start, List<String> names) {
    GroupWorld world = start.copy();
    for (int round = 0; round < 3 * names.size() + 6; round++) {
      for (String name : names) {
        List.copyOf(world.state.shared().inFlight()).forEach(d -> settle(world, d));
        boolean anonymous = name.equals(ANONYMOUS);
        world.poll(name, true, anonymous ? GroupCommand.LAST : world.client(name).received());
        if (!world.client(name).plan().region().isEmpty()) {
          world.deliver(name, GroupWorld.EVENTS_MAX, false);
        }
      }
    }
    world.require(world.state.isStable(), "G8 the group is not stable");
    long all = (1L << world.head) - 1;
    world.require((world.received & all) == all, "G8 an event was never received");
    for (Member member : world.state.members().list()) {
      for (int i : member.held()) {
        boolean behind = world.state.partition(i).hasUncommitted() && !member.isAnonymous();
        world.require(!behind, "G8 a commit is missing");
      }
    }
  }

  private static void settle(GroupWorld world, Delivery delivery) {
    world.settle(delivery, true);
  }
}
