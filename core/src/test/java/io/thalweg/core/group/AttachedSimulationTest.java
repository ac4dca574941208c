package io.thalweg.core.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.model.Assignment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random histories of attached members over the real decisions. See {@link Seeds}. */
class AttachedSimulationTest {
  private static final int FEW = 1_000;
  private static final int MANY = 200_000;
  private static final int STEPS = 120;
  private static final int PARTITIONS = 3;
  private static final String[] NAMES = {"a", "b", "c", "d"};

  @Test
  void commitsNothingThatNobodyProcessedWhateverHappens() {
    Seeds.of("attached members with faults", FEW, MANY).forEach(seed -> run(seed, true));
  }

  @Test
  void sendsEachEventOnceIfNothingFails() {
    Seeds.of("attached members", FEW, MANY)
        .forEach(seed -> assertThat(run(seed, false).timesSent.values()).containsOnly(1));
  }

  private static AttachedWorld run(long seed, boolean faults) {
    Random random = new Random(seed);
    Assignment assignment = Assignment.values()[Math.floorMod(seed, Assignment.values().length)];
    AttachedWorld world = new AttachedWorld(PARTITIONS, assignment);
    world.publish(0);
    for (int i = 0; i < STEPS; i++) {
      world.now += random.nextInt(1_000);
      step(world, random, faults);
    }
    settle(world);
    return world;
  }

  private static void step(AttachedWorld world, Random random, boolean faults) {
    String name = NAMES[random.nextInt(NAMES.length)];
    AttachedWorld.Socket socket = world.sockets.get(name);
    int kind = random.nextInt(faults ? 16 : 11);
    if (kind < 2) {
      world.publish(random.nextInt(PARTITIONS));
    } else if (kind == 2) {
      world.pause(random.nextBoolean());
    } else if (kind < 5) {
      arriveAny(world, random, faults);
    } else if (socket == null) {
      world.attach(name);
    } else if (kind < 8) {
      world.push(socket, false);
    } else if (kind < 10) {
      anyOf(world, socket, random, false);
    } else if (kind == 10) {
      leave(world, socket, faults);
    } else {
      fault(world, socket, random, kind);
    }
  }

  private static void fault(
      AttachedWorld world, AttachedWorld.Socket socket, Random random, int kind) {
    switch (kind) {
      case 11 -> world.attach(socket.name);
      case 12 -> world.expire(socket.name);
      case 13 -> world.push(socket, true);
      case 14 -> anyOf(world, socket, random, true);
      default -> world.restart();
    }
  }

  /** Without faults only who owes nothing leaves. */
  private static void leave(AttachedWorld world, AttachedWorld.Socket socket, boolean faults) {
    boolean owes =
        !socket.inFlight.isEmpty()
            || world.onTheirWay.stream().anyMatch(commit -> commit.name().equals(socket.name));
    if (faults || !owes) {
      world.detach(socket);
    }
  }

  private static void anyOf(
      AttachedWorld world, AttachedWorld.Socket socket, Random random, boolean nacked) {
    if (!socket.inFlight.isEmpty()) {
      List<AttachedWorld.Sent> sent = new ArrayList<>(socket.inFlight.values());
      AttachedWorld.Sent event = sent.get(random.nextInt(sent.size()));
      if (nacked) {
        world.nack(socket, event);
      } else {
        world.process(socket, event);
      }
    }
  }

  /** A commit arrives; with faults in any order, and a zombie's maybe again. */
  private static void arriveAny(AttachedWorld world, Random random, boolean faults) {
    if (!world.onTheirWay.isEmpty()) {
      int at = faults ? random.nextInt(world.onTheirWay.size()) : 0;
      AttachedWorld.Commit commit = world.arrive(at);
      if (faults && random.nextInt(4) == 0 && world.isOfAZombie(commit)) {
        world.onTheirWay.add(commit);
      }
    }
  }

  /** Nothing fails any more: everything must come to be committed. */
  private static void settle(AttachedWorld world) {
    world.pause(false);
    for (String name : NAMES) {
      if (!world.sockets.containsKey(name)) {
        world.attach(name);
      }
    }
    for (int round = 0; !world.isDone(); round++) {
      assertThat(round).as("rounds until all is committed: %s", world).isLessThan(500);
      for (AttachedWorld.Socket socket : List.copyOf(world.sockets.values())) {
        world.push(socket, false);
        List.copyOf(socket.inFlight.values()).forEach(event -> world.process(socket, event));
        while (!world.onTheirWay.isEmpty()) {
          world.arrive(0);
        }
      }
      reattach(world);
    }
  }

  private static void reattach(AttachedWorld world) {
    for (String name : NAMES) {
      if (!world.sockets.containsKey(name)) {
        world.attach(name);
      }
    }
  }
}
