package io.thalweg.core.group;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeSet;

/**
 * Tells worlds apart that can behave differently, in 128 bits. Generations and tickets only matter
 * by their order, so worlds that differ in their size alone are the same. Not thread-safe.
 */
final class WorldFingerprint {
  private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
  private long[] generations;
  private long[] tickets;

  record Value(long high, long low) {}

  Value of(GroupWorld world) {
    bytes.clear();
    rank(world);
    for (int i = 0; i < world.state.partitions().size(); i++) {
      put(world, i);
    }
    for (Member member : world.state.members().list()) {
      put(member.name());
      number(tickets, member.ticket());
      put(member.outstanding());
    }
    bytes.put((byte) -1);
    world.state.shared().inFlight().forEach(this::put);
    bytes.put((byte) -2);
    world.state.shared().gaps().forEach(this::put);
    for (Map.Entry<String, GroupWorld.Client> client : world.clients.entrySet()) {
      put(client.getKey());
      put(client.getValue());
    }
    number(generations, world.state.generation());
    number(generations, world.state.restored().generation());
    bytes.put((byte) world.state.restored().head());
    bytes.put((byte) world.head).putLong(world.received);
    bytes.putLong(world.receivedByOwner).putLong(world.handedOut);
    return new Value(hash(0x9E3779B97F4A7C15L), hash(0xC2B2AE3D27D4EB4FL));
  }

  private void rank(GroupWorld world) {
    TreeSet<Long> seenGenerations = new TreeSet<>();
    TreeSet<Long> seenTickets = new TreeSet<>();
    seenGenerations.add(world.state.generation());
    seenGenerations.add(world.state.restored().generation());
    for (PartitionState partition : world.state.partitions().toList()) {
      seenGenerations.add(partition.assigned());
    }
    for (long changed : world.changedHands) {
      seenGenerations.add(changed);
    }
    world
        .clients
        .values()
        .forEach(
            client -> {
              seenGenerations.add(client.generation());
              seenGenerations.add(client.lateGeneration());
              seenGenerations.add(client.plan() == null ? 0 : client.plan().generation());
              seenGenerations.add(client.stalePlan() == null ? 0 : client.stalePlan().generation());
              seenTickets.add(client.received());
              seenTickets.add(client.plan() == null ? 0 : client.plan().ticket());
              seenTickets.add(client.stalePlan() == null ? 0 : client.stalePlan().ticket());
            });
    world
        .state
        .members()
        .list()
        .forEach(
            member -> {
              seenTickets.add(member.ticket());
              seenTickets.add(member.outstanding() == null ? 0 : member.outstanding().id());
            });
    seenTickets.add(0L);
    world.state.shared().inFlight().forEach(delivery -> seenTickets.add(delivery.id()));
    generations = seenGenerations.stream().mapToLong(Long::longValue).toArray();
    tickets = seenTickets.stream().mapToLong(Long::longValue).toArray();
  }

  private void put(GroupWorld world, int i) {
    PartitionState partition = world.state.partition(i);
    put(partition.owner());
    put(partition.target());
    number(generations, partition.assigned());
    number(generations, world.changedHands[i]);
    bytes.put((byte) partition.committed()).put((byte) partition.position());
    bytes.put((byte) partition.delivered()).put((byte) (partition.revokeTold() ? 1 : 0));
  }

  private void put(GroupWorld.Client client) {
    number(generations, client.generation());
    number(generations, client.lateGeneration());
    number(tickets, client.received());
    bytes.put((byte) client.end()).put((byte) client.lateEnd());
    bytes.put((byte) (client.lostOne() ? 1 : 0));
    put(client.plan());
    put(client.stalePlan());
  }

  private void put(PollPlan plan) {
    bytes.put((byte) (plan == null ? 0 : 1));
    if (plan != null) {
      number(tickets, plan.ticket());
      number(generations, plan.generation());
      put(plan.region());
    }
  }

  private void put(Delivery delivery) {
    bytes.put((byte) (delivery == null ? 0 : 1));
    if (delivery != null) {
      number(tickets, delivery.id());
      put(delivery.region());
    }
  }

  private void put(Region region) {
    for (int i = 0; i < region.partitions().length; i++) {
      bytes.put((byte) region.partitions()[i]).put((byte) region.start(i));
    }
    bytes.put((byte) Math.min(100, region.end()));
  }

  private void put(String name) {
    bytes.put(name == null ? (byte) -1 : name.isEmpty() ? (byte) 0 : (byte) name.charAt(0));
  }

  private void number(long[] ranked, long value) {
    int rank = 0;
    while (ranked[rank] != value) {
      rank++;
    }
    bytes.put((byte) rank);
  }

  private long hash(long seed) {
    long hash = seed;
    int at = 0;
    int whole = bytes.position() & ~7;
    for (; at < whole; at += 8) {
      hash = mix(hash ^ bytes.getLong(at));
    }
    for (; at < bytes.position(); at++) {
      hash = mix(hash ^ bytes.get(at));
    }
    return mix(hash ^ at);
  }

  private static long mix(long value) {
    long mixed = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    return mixed ^ mixed >>> 31;
  }
}
