package io.thalweg.core.group;

import static io.thalweg.core.group.GroupFixture.A;
import static io.thalweg.core.group.GroupFixture.GROUP;
import static io.thalweg.core.group.GroupFixture.STREAM;
import static io.thalweg.core.group.GroupFixture.get;
import static io.thalweg.core.group.GroupFixture.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.thalweg.core.bus.MemberRequest;
import io.thalweg.core.bus.PollRequest;
import io.thalweg.core.model.ConsumerName;
import io.thalweg.core.model.GroupConfig;
import io.thalweg.core.model.GroupName;
import io.vertx.core.Future;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many groups, and many members of one. The figures are printed. */
class GroupScaleTest {
  private static final int GROUPS = 10_000;
  private static final int MEMBERS = 1_000;
  private static final int AT_ONCE = 500;
  private static final int PARTITIONS_EACH = 4;

  @Test
  void aCallCostsWhatTheMembersOwnPartitionsCost() {
    long small = bytesOfACall(10);
    long large = bytesOfACall(MEMBERS);

    System.out.printf(
        "group call: %,d bytes allocated among 10 members, %,d among %,d%n", small, large, MEMBERS);
    assertThat(large).as("a hundred times the members and partitions").isLessThan(8 * small);
  }

  /** Of a poll with its delivery and the look for what is to be stored. */
  private static long bytesOfACall(int members) {
    GroupState stored = settled(members);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int calls = 1_000;
    long end = 1;
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < calls; i++) {
      String name = "m" + i % members;
      GroupDecision<PollPlan> polled =
          new GroupCommand.Poll(name, true, GroupCommand.LAST).decide(stored, i);
      PollPlan plan = polled.reply();
      GroupState delivered =
          new GroupCommand.Deliver(name, plan.ticket(), plan.region(), ++end, 1)
              .decide(polled.state(), i)
              .state();
      GroupWrites.differ(stored, delivered);
      stored = delivered;
    }
    return (threads.getCurrentThreadAllocatedBytes() - before) / calls;
  }

  private static GroupState settled(int members) {
    GroupIdentity identity = new GroupIdentity(STREAM, GROUP, 1, GroupConfig.DEFAULT);
    GroupState state = GroupState.empty(identity, members * PARTITIONS_EACH, 0, 0);
    for (int i = 0; i < members; i++) {
      state = new GroupCommand.Join("m" + i, false).decide(state, 0).state();
    }
    while (!state.isStable()) {
      for (int i = 0; i < members; i++) {
        state = new GroupCommand.Heartbeat("m" + i).decide(state, 0).state();
      }
    }
    return state;
  }

  @Test
  void manyGroupsAreBoundedInMemoryAndReadBackInSeconds() {
    try (GroupFixture fixture = new GroupFixture(PARTITIONS_EACH)) {
      long bytesBefore = usedBytes();
      forAll(i -> fixture.groups.create(STREAM, name(i), GroupConfig.DEFAULT));
      forAll(i -> fixture.groups.poll(poll(i)));
      long bytesEach = (usedBytes() - bytesBefore) / GROUPS;

      fixture.restartCoordinator();
      long startedAt = System.nanoTime();
      forAll(i -> fixture.groups.poll(poll(i)));
      long tookMs = (System.nanoTime() - startedAt) / 1_000_000;

      System.out.printf(
          "%,d groups: %,d bytes each, storage in memory included; read back in %,d ms%n",
          GROUPS, bytesEach, tookMs);
      assertThat(bytesEach).isLessThan(16_000);
      assertThat(tookMs).isLessThan(20_000);
    }
  }

  @Test
  void manyMembersJoinAGroupAndWaitInSeconds() {
    try (GroupFixture fixture = new GroupFixture(MEMBERS)) {
      long startedAt = System.nanoTime();
      IntStream.range(0, MEMBERS)
          .mapToObj(i -> new MemberRequest(STREAM, GROUP, new ConsumerName("m" + i)))
          .map(member -> fixture.groups.join(member, false))
          .toList()
          .forEach(GroupFixture::get);
      List<Future<?>> waiting = new ArrayList<>();
      for (int i = 0; i < MEMBERS; i++) {
        ConsumerName name = new ConsumerName("m" + i);
        waiting.add(fixture.groups.poll(PollRequest.of(STREAM, GROUP, name, 1, 15_000)));
      }
      until(
          () ->
              fixture.describe().members().stream()
                  .allMatch(member -> member.partitions().size() == 1));
      long settledMs = (System.nanoTime() - startedAt) / 1_000_000;
      fixture.publish(MEMBERS);
      waiting.forEach(GroupFixture::get);
      long tookMs = (System.nanoTime() - startedAt) / 1_000_000;

      System.out.printf(
          "%,d members: settled in %,d ms, each has its event after %,d ms%n",
          MEMBERS, settledMs, tookMs);
    }
  }

  private static GroupName name(int i) {
    return new GroupName("g" + i);
  }

  private static PollRequest poll(int i) {
    return PollRequest.of(STREAM, name(i), A, 10, 0);
  }

  private static void forAll(IntFunction<Future<?>> call) {
    for (int from = 0; from < GROUPS; from += AT_ONCE) {
      IntStream.range(from, from + AT_ONCE).mapToObj(call).toList().forEach(each -> get(each));
    }
  }

  private static long usedBytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
