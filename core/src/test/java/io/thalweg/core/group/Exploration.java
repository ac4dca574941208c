package io.thalweg.core.group;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Tries everything that can happen from some worlds on, breadth first. A state is kept as the
 * number of the state before it and of the step that led to it, 5 bytes; the world itself is made
 * again when its turn comes. Neighbours in the queue share all but their last steps, so that costs
 * little. Not thread-safe.
 */
final class Exploration {
  private final List<GroupWorld> starts;
  private final int statesMax;
  private final WorldFingerprint fingerprint = new WorldFingerprint();
  private final StateSet known = new StateSet();
  private int[] before = new int[1 << 12];
  private byte[] stepTo = new byte[1 << 12];
  private int size;
  private long steps;

  /** By depth, the state that was made last, and its world. */
  private final List<Made> made = new ArrayList<>();

  private record Made(int state, GroupWorld world, List<WorldStep> possible) {}

  Exploration(List<GroupWorld> starts, int statesMax) {
    this.starts = starts;
    this.statesMax = statesMax;
  }

  /** How many states it found; throws an {@link AssertionError} with the steps to a violation. */
  int run() {
    for (int i = 0; i < starts.size(); i++) {
      if (known.add(fingerprint.of(starts.get(i)))) {
        append(-1, i);
      }
    }
    int depth = 0;
    int endOfDepth = size;
    for (int state = 0; state < size && size < statesMax; state++) {
      if (state == endOfDepth) {
        depth++;
        endOfDepth = size;
      }
      tryAll(state, depth);
    }
    System.out.printf(
        "group exploration: %,d states, %,d steps, whole to depth %d%s%n",
        size, steps, depth, size < statesMax ? ", complete" : "");
    return size;
  }

  private void tryAll(int state, int depth) {
    Made from = made(state, depth);
    WorldInvariants.require(from.world(), from.possible().size() <= 256, "too many steps to count");
    for (int i = 0; i < from.possible().size(); i++) {
      steps++;
      GroupWorld next = tried(state, from, from.possible().get(i));
      if (known.add(fingerprint.of(next))) {
        append(state, i);
      }
    }
  }

  private Made made(int state, int depth) {
    if (depth < made.size() && made.get(depth).state() == state) {
      return made.get(depth);
    }
    GroupWorld world;
    if (before[state] < 0) {
      world = starts.get(stepTo[state] & 0xFF);
    } else {
      Made from = made(before[state], depth - 1);
      world = from.possible().get(stepTo[state] & 0xFF).from(from.world());
    }
    Made fresh = new Made(state, world, WorldStep.possible(world));
    if (depth < made.size()) {
      made.set(depth, fresh);
    } else {
      made.add(fresh);
    }
    return fresh;
  }

  private void append(int from, int step) {
    if (size == before.length) {
      before = Arrays.copyOf(before, 2 * size);
      stepTo = Arrays.copyOf(stepTo, 2 * size);
    }
    before[size] = from;
    stepTo[size++] = (byte) step;
  }

  private GroupWorld tried(int state, Made from, WorldStep step) {
    try {
      return step.from(from.world());
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          String.join("\n", stepsTo(state))
              + "\n"
              + step
              + "\n--- before the last step: "
              + from.world().describe()
              + "\n--- "
              + e,
          e);
    }
  }

  private List<String> stepsTo(int state) {
    List<Integer> path = new ArrayList<>();
    for (int at = state; at >= 0; at = before[at]) {
      path.add(at);
    }
    Collections.reverse(path);
    List<String> told = new ArrayList<>();
    GroupWorld world = starts.get(stepTo[path.get(0)] & 0xFF);
    told.add("start " + stepTo[path.get(0)]);
    for (int at : path.subList(1, path.size())) {
      WorldStep step = WorldStep.possible(world).get(stepTo[at] & 0xFF);
      told.add(step.toString());
      world = step.from(world);
    }
    return told;
  }
}
