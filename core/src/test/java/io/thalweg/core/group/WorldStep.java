package io.thalweg.core.group;

import static io.thalweg.core.group.Member.ANONYMOUS;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Something that can happen next. */
record WorldStep(String name, UnaryOperator<GroupWorld> change) {

  GroupWorld from(GroupWorld world) {
    return change.apply(world.copy());
  }

  /** All that can happen to these members in this world. */
  static List<WorldStep> possible(GroupWorld world, List<String> names) {
    List<WorldStep> steps = new ArrayList<>();
    for (String name : names) {
      if (name.equals(ANONYMOUS)) {
        addAnonymous(steps, world);
      } else {
        addCalls(steps, world, name);
        addCommits(steps, world, name);
      }
      if (world.state.members().contains(name)) {
        add(steps, "expire " + name, w -> w.expire(name));
      }
    }
    add(steps, "restart", GroupWorld::restart);
    return steps;
  }

  private static void addCalls(List<WorldStep> steps, GroupWorld world, String name) {
    GroupWorld.Client client = world.client(name);
    add(steps, "poll " + name, w -> w.poll(name, true, client.received()));
    add(steps, "poll without commit " + name, w -> w.poll(name, false, client.received()));
    if (!client.lostOne() && client.received() != GroupCommand.NOTHING) {
      add(steps, "plain poll " + name, w -> w.poll(name, true, GroupCommand.LAST));
    }
    if (client.plan() != null) {
      add(steps, "refresh " + name, w -> w.refresh(name));
    }
    if (client.plan() != null && !client.plan().region().isEmpty()) {
      add(steps, "deliver one to " + name, w -> w.deliver(name, 1, false));
      add(steps, "deliver all to " + name, w -> w.deliver(name, 100, false));
      add(steps, "deliver to nobody for " + name, w -> w.deliver(name, 1, true));
    }
    if (client.stalePlan() != null && !client.stalePlan().region().isEmpty()) {
      add(steps, "late delivery to " + name, w -> w.deliverStale(name));
    }
    if (world.state.members().contains(name)) {
      add(steps, "leave " + name, w -> w.leave(name));
      add(steps, "crash " + name, w -> w.crash(name));
    }
    if (client.lostOne() && world.state.members().contains(name)) {
      add(steps, "report lost " + name, w -> w.reportLost(name));
    }
  }

  private static void addCommits(List<WorldStep> steps, GroupWorld world, String name) {
    GroupWorld.Client client = world.client(name);
    if (client.received() != GroupCommand.NOTHING) {
      add(steps, "commit " + name, w -> w.commitUpTo(name, client.generation(), client.end()));
      for (int i = 0; i < world.state.partitions().size(); i++) {
        int partition = i;
        add(
            steps,
            "commit " + name + " partition " + i,
            w ->
                w.commitEach(
                    name, partition, client.generation(), w.honest(partition, client.end())));
      }
      if (client.end() != client.lateEnd() || client.generation() != client.lateGeneration()) {
        add(steps, "leave a commit of " + name + " behind", w -> w.leaveACommitBehind(name));
      }
    }
    if (client.lateEnd() > 0) {
      add(
          steps,
          "late commit " + name,
          w -> w.commitUpTo(name, client.lateGeneration(), client.lateEnd()));
    }
  }

  private static void addAnonymous(List<WorldStep> steps, GroupWorld world) {
    add(steps, "poll", w -> w.poll(ANONYMOUS, true, GroupCommand.LAST));
    GroupWorld.Client client = world.client(ANONYMOUS);
    if (client.plan() != null && !client.plan().region().isEmpty()) {
      add(steps, "deliver one", w -> w.deliver(ANONYMOUS, 1, false));
      add(steps, "deliver two", w -> w.deliver(ANONYMOUS, 2, false));
    }
    if (client.stalePlan() != null && !client.stalePlan().region().isEmpty()) {
      add(steps, "late delivery", w -> w.deliverStale(ANONYMOUS));
    }
    for (Delivery delivery : world.state.shared().inFlight()) {
      add(steps, "written " + delivery, w -> w.settle(delivery, true));
      add(steps, "lost " + delivery, w -> w.settle(delivery, false));
      add(steps, "unheard of " + delivery, w -> w.expireDelivery(delivery));
    }
  }

  private static void add(List<WorldStep> steps, String name, UnaryOperator<GroupWorld> change) {
    steps.add(new WorldStep(name, change));
  }
}
