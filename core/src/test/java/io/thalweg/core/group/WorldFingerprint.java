package io.thalweg.core.group;

import java.util.Arrays;

/**
 * Tells worlds apart that can behave differently, in 64 bits. Generations and tickets only matter
 * by their order, so worlds that differ in their size alone are the same. Not thread-safe.
 */
final class WorldFingerprint {
  private final Ranks generations = new Ranks();
  private final Ranks tickets = new Ranks();
  private long hash;

  /** The order of a few numbers. */
  private static final class Ranks {
    private long[] values = new long[64];
    private int size;

    void clear() {
      values[0] = Long.MIN_VALUE;
      size = 1;
      add(0);
    }

    /** Keeps them ascending; most are there already. */
    void add(long value) {
      int at = size;
      while (values[at - 1] >= value) {
        if (values[--at] == value) {
          return;
        }
      }
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      System.arraycopy(values, at, values, at + 1, size++ - at);
      values[at] = value;
    }

    int of(long value) {
      int rank = size - 1;
      while (values[rank] != value) {
        rank--;
      }
      return rank;
    }
  }

  long of(GroupWorld world) {
    rank(world);
    hash = 0x9E3779B97F4A7C15L;
    put(world.state());
    if (!isStorageKnown(world)) {
      put(world.storage.layout(), world.storage.committed());
    }
    if (world.hasRival()) {
      put(world.isUpToDate(GroupWorld.PRESENT) ? 1 : 0);
      put(world.isUpToDate(GroupWorld.RIVAL) ? 1 : 0);
      put(world.state(GroupWorld.RIVAL));
    }
    for (int i = 0; i < world.names.size(); i++) {
      put(world.client(i));
    }
    for (int i = 0; i < world.state().partitions().size(); i++) {
      put(generations.of(world.changedHands[i]));
    }
    put(world.stream.head());
    put(world.received);
    put(world.receivedByOwner);
    put(world.handedOut);
    return hash ^ hash >>> 32;
  }

  /** A coordinator that is alone thinks what is stored: the invariants say so. */
  private static boolean isStorageKnown(GroupWorld world) {
    return !world.hasRival() && world.isUpToDate(GroupWorld.PRESENT);
  }

  // --- Which numbers there are.

  private void rank(GroupWorld world) {
    generations.clear();
    tickets.clear();
    rank(world.state());
    if (!isStorageKnown(world)) {
      rank(world.storage.layout());
    }
    if (world.hasRival()) {
      rank(world.state(GroupWorld.RIVAL));
    }
    for (int i = 0; i < world.state().partitions().size(); i++) {
      generations.add(world.changedHands[i]);
    }
    for (int i = 0; i < world.names.size(); i++) {
      WorldClient client = world.client(i);
      generations.add(client.generation());
      generations.add(client.lateGeneration());
      tickets.add(client.received());
      tickets.add(client.lateReceived());
      rank(client.plan());
      rank(client.stalePlan());
    }
  }

  private void rank(GroupState state) {
    generations.add(state.generation());
    for (int i = 0; i < state.partitions().size(); i++) {
      generations.add(state.partition(i).assigned());
    }
    for (Member member : state.members().list()) {
      tickets.add(member.ticket());
      tickets.add(member.outstanding() == null ? 0 : member.outstanding().id());
    }
    for (Delivery delivery : state.shared().inFlight()) {
      tickets.add(delivery.id());
    }
  }

  private void rank(PollPlan plan) {
    if (plan != null) {
      tickets.add(plan.ticket());
      generations.add(plan.generation());
    }
  }

  // --- What there is.

  private void put(GroupState layout, long[] committed) {
    put(generations.of(layout.generation()));
    for (int i = 0; i < committed.length; i++) {
      PartitionState partition = layout.partition(i);
      put(
          committed[i] << 24
              | (long) generations.of(partition.assigned()) << 16
              | code(partition.owner()) << 8
              | code(partition.target()));
    }
  }

  private void put(GroupState state) {
    put(generations.of(state.generation()));
    for (int i = 0; i < state.partitions().size(); i++) {
      put(state.partition(i));
      put(state.delivered(i));
    }
    for (Member member : state.members().list()) {
      put((long) tickets.of(member.ticket()) << 8 | code(member.name()));
      put(member.outstanding());
    }
    put(-1);
    for (Delivery delivery : state.shared().inFlight()) {
      put(delivery);
    }
    put(-2);
    for (Region gap : state.shared().gaps()) {
      put(gap);
    }
  }

  private void put(PartitionState partition) {
    put(
        partition.committed() << 48
            | partition.position() << 40
            | partition.delivered() << 32
            | (long) generations.of(partition.assigned()) << 24
            | code(partition.owner()) << 16
            | code(partition.target()) << 8
            | (partition.revokeTold() ? 1 : 0));
  }

  private void put(WorldClient client) {
    put(
        (long) generations.of(client.generation()) << 48
            | (long) generations.of(client.lateGeneration()) << 40
            | (long) tickets.of(client.received()) << 32
            | (long) tickets.of(client.lateReceived()) << 24
            | client.end() << 16
            | client.lateEnd() << 8
            | (client.lostOne() ? 1 : 0));
    put(client.plan(), client.at());
    put(client.stalePlan(), client.staleAt());
  }

  private void put(PollPlan plan, int at) {
    put(plan == null ? -3 : at);
    if (plan != null) {
      put((long) tickets.of(plan.ticket()) << 8 | generations.of(plan.generation()));
      put(plan.region());
    }
  }

  private void put(Delivery delivery) {
    put(delivery == null ? -4 : tickets.of(delivery.id()));
    if (delivery != null) {
      put(delivery.region());
    }
  }

  private void put(Region region) {
    int[] partitions = region.partitions();
    for (int i = 0; i < partitions.length; i++) {
      put(region.start(i) << 8 | partitions[i]);
    }
    put(region.end());
  }

  private static long code(String name) {
    return name == null ? 255 : name.isEmpty() ? 0 : name.charAt(0);
  }

  private void put(long value) {
    long mixed = (hash ^ value) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 29) * 0x94D049BB133111EBL;
    hash = mixed ^ mixed >>> 32;
  }
}
