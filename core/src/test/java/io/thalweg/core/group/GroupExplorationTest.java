package io.thalweg.core.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Tries everything that can happen to a small group, breadth first, on the real decisions. What is
 * checked at each step is in {@link GroupWorld}. {@code -Dthalweg.long=true} looks further.
 */
class GroupExplorationTest {
  private static final boolean LONG = Boolean.getBoolean("thalweg.long");
  private static final int STATES_MAX = LONG ? 2_000_000 : 120_000;
  private static final long MS_MAX = LONG ? 600_000 : 5_000;

  @Test
  void keepsItsInvariantsWithThreeMembersAndFourPartitions() {
    int states = explore(GroupWorld.create(4, 6), List.of("a", "b", "c"));
    assertThat(states).isGreaterThan(1_000);
  }

  @Test
  void keepsItsInvariantsWithCallersWithoutAName() {
    int states = explore(GroupWorld.create(2, 4), List.of("a", Member.ANONYMOUS));
    assertThat(states).isGreaterThan(1_000);
  }

  /** How a world came to be. */
  private record Path(Path before, String step) {
    List<String> steps() {
      List<String> steps = new ArrayList<>();
      for (Path path = this; path != null; path = path.before) {
        steps.add(path.step);
      }
      Collections.reverse(steps);
      return steps;
    }
  }

  private record Found(GroupWorld world, Path path, int depth) {}

  private static int explore(GroupWorld start, List<String> names) {
    WorldFingerprint fingerprint = new WorldFingerprint();
    Set<WorldFingerprint.Value> known = new HashSet<>();
    Deque<Found> open = new ArrayDeque<>();
    known.add(fingerprint.of(start));
    open.add(new Found(start, null, 0));
    long deadline = System.nanoTime() + MS_MAX * 1_000_000;
    long steps = 0;
    int depth = 0;
    while (!open.isEmpty() && known.size() < STATES_MAX && System.nanoTime() < deadline) {
      Found found = open.poll();
      depth = found.depth();
      for (WorldStep step : WorldStep.possible(found.world(), names)) {
        steps++;
        GroupWorld next = tried(found, step);
        if (known.add(fingerprint.of(next))) {
          open.add(new Found(next, new Path(found.path(), step.name()), depth + 1));
        }
      }
    }
    System.out.printf(
        "group exploration: %,d states, %,d steps, whole to depth %d, %s%n",
        known.size(), steps, depth - 1, open.isEmpty() ? "complete" : "cut off");
    return known.size();
  }

  private static GroupWorld tried(Found found, WorldStep step) {
    try {
      return step.from(found.world());
    } catch (AssertionError | RuntimeException e) {
      Path path = new Path(found.path(), step.name());
      throw new AssertionError(
          String.join("\n", path.steps())
              + "\n--- before the last step: "
              + found.world().describe()
              + "\n--- "
              + e,
          e);
    }
  }
}
