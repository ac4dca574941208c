package io.thalweg.core.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.core.bus.MemberReply;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.GroupConfig;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Members that join, live and go by calls of their own, and those that are pushed to. */
class AttachingTest {
  private static final long TIMEOUT_MS = GroupConfig.DEFAULT.sessionTimeoutMs();

  private GroupState state =
      GroupState.empty(
          new GroupIdentity(
              new StreamName("orders"), new GroupName("mailer"), 1, GroupConfig.DEFAULT),
          2,
          0,
          0);
  private long now;

  private <R> R run(GroupCommand<R> command) {
    GroupDecision<R> decision = command.decide(state, now);
    state = decision.state();
    return decision.reply();
  }

  private MemberReply attach(String member) {
    return run(new GroupCommand.Join(member, true));
  }

  private PollPlan push(String member, MemberReply as) {
    return run(new GroupCommand.Push(member, as.session(), false));
  }

  private Long deliver(String member, PollPlan plan, long end) {
    return run(new GroupCommand.Deliver(member, plan.ticket(), plan.region(), end, 1));
  }

  private static void assertRefused(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StreamException.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }

  @Test
  void joiningTellsWhatTheMemberHolds() {
    MemberReply first = run(new GroupCommand.Join("a", false));
    MemberReply second = run(new GroupCommand.Join("b", false));
    MemberReply third = run(new GroupCommand.Join("c", false));

    assertThat(first.joined()).isTrue();
    assertThat(first.standing().partitions()).containsExactly(0, 1);
    assertThat(second.standing().partitions()).isEmpty();
    assertThat(second.standing().idle()).as("waits for a to let go").isFalse();
    assertThat(third.standing().idle()).as("there are more members than partitions").isTrue();
  }

  @Test
  void comingBackKeepsPartitionsAndFencesTheFormerProcess() {
    run(new GroupCommand.Join("a", false));
    PollPlan former = run(new GroupCommand.Poll("a", false, GroupCommand.LAST));
    deliver("a", former, 7);
    now = TIMEOUT_MS - 1;

    MemberReply back = run(new GroupCommand.Join("a", false));
    PollPlan plan = run(new GroupCommand.Poll("a", true, GroupCommand.LAST));

    assertThat(back.joined()).isFalse();
    assertThat(back.standing().partitions()).containsExactly(0, 1);
    assertThat(plan.region().from()).as("starts at the committed offset").isZero();
    assertThat(state.partition(0).committed()).isZero();
    assertRefused(
        ErrorCode.FENCED,
        () -> run(new GroupCommand.CommitEach("a", former.generation(), Map.of(0, 7L))));
  }

  @Test
  void heartbeatsKeepAMemberAndNobodyElse() {
    run(new GroupCommand.Join("a", false));
    now = TIMEOUT_MS - 1;
    MemberReply reply = run(new GroupCommand.Heartbeat("a"));
    now = TIMEOUT_MS;
    run(new GroupCommand.Expire());

    assertThat(reply.sessionTimeoutMs()).isEqualTo(TIMEOUT_MS);
    assertThat(state.members().names()).containsExactly("a");
    assertRefused(ErrorCode.MEMBER_NOT_FOUND, () -> run(new GroupCommand.Heartbeat("b")));
  }

  @Test
  void aHeartbeatLetsGoOfNothingThatIsBeingWorkedOn() {
    run(new GroupCommand.Join("a", false));
    PollPlan plan = run(new GroupCommand.Poll("a", false, GroupCommand.LAST));
    deliver("a", plan, 7);
    run(new GroupCommand.Join("b", false));

    MemberReply first = run(new GroupCommand.Heartbeat("a"));
    MemberReply second = run(new GroupCommand.Heartbeat("a"));
    PollPlan told = run(new GroupCommand.Poll("a", false, GroupCommand.LAST));

    assertThat(first.standing().revoking()).containsExactly(1);
    assertThat(second.standing().revoking()).containsExactly(1);
    assertThat(told.revoking()).as("is told by its call for events").containsExactly(1);
  }

  @Test
  void anAttachedMemberLetsGoWhenItHasCommitted() {
    MemberReply a = attach("a");
    PollPlan plan = push("a", a);
    deliver("a", plan, 7);
    attach("b");

    assertThat(push("a", a).revoking()).containsExactly(1);
    assertThat(push("a", a).revoking()).as("however often it asks").containsExactly(1);
    run(new GroupCommand.CommitEach("a", plan.generation(), Map.of(1, 7L)));

    assertThat(state.partition(1).owner()).isEqualTo("b");
    assertThat(state.partition(1).position()).isEqualTo(7);
  }

  @Test
  void anAttachedMemberCommitsWhatItWasSentBeforeAPartitionWasGivenBack() {
    MemberReply a = attach("a");
    PollPlan plan = push("a", a);
    deliver("a", plan, 7);
    attach("b");
    push("a", a);
    run(new GroupCommand.Leave("b"));

    run(new GroupCommand.CommitEach("a", plan.generation(), Map.of(1, 7L)));

    assertThat(state.partition(1).committed()).isEqualTo(7);
    assertRefused(
        ErrorCode.CONFLICT, () -> run(new GroupCommand.CommitUpTo("a", plan.generation(), 7)));
  }

  @Test
  void anAttachedMemberOwesNothingOfAPartitionThatItWasSentNothingOf() {
    MemberReply a = attach("a");
    PollPlan plan = push("a", a);
    long[] ends = {6, 0};
    run(new GroupCommand.Deliver("a", plan.ticket(), plan.region(), 7, 1, ends));

    attach("b");
    push("a", a);

    assertThat(state.partition(1).owner()).isEqualTo("b");
    run(new GroupCommand.CommitEach("a", plan.generation(), Map.of(0, 6L)));
    assertThat(state.partition(0).committed()).as("what was passed over too").isEqualTo(7);
  }

  @Test
  void anAttachedMemberCanGiveUpWhatItHasNotCommitted() {
    MemberReply a = attach("a");
    deliver("a", push("a", a), 7);
    attach("b");
    push("a", a);

    run(new GroupCommand.Push("a", a.session(), true));

    assertThat(state.partition(1).owner()).isEqualTo("b");
    assertThat(state.partition(1).position()).isZero();
    assertThat(state.partition(0).owner()).isEqualTo("a");
    assertThat(state.partition(0).position()).isEqualTo(7);
  }

  @Test
  void whoeverComesLaterTakesTheMembersPlace() {
    MemberReply former = attach("a");
    MemberReply later = attach("a");

    assertRefused(ErrorCode.CONFLICT, () -> push("a", former));
    run(new GroupCommand.Detach("a", former.session()));
    assertThat(state.members().names()).containsExactly("a");

    run(new GroupCommand.Poll("a", true, GroupCommand.LAST));
    assertRefused(ErrorCode.CONFLICT, () -> push("a", later));
  }

  @Test
  void detachingFreesPartitionsAtOnce() {
    MemberReply a = attach("a");
    attach("b");

    run(new GroupCommand.Detach("a", a.session()));

    assertThat(state.partition(0).owner()).isEqualTo("b");
    assertRefused(ErrorCode.MEMBER_NOT_FOUND, () -> push("a", a));
  }

  @Test
  void rewindingDeliversAgainAndVoidsWhatIsBeingRead() {
    MemberReply a = attach("a");
    deliver("a", push("a", a), 7);
    PollPlan reading = push("a", a);
    run(new GroupCommand.CommitEach("a", reading.generation(), Map.of(0, 3L)));

    run(new GroupCommand.Rewind("a", a.session(), 0, 5, 4));

    assertThat(deliver("a", reading, 9)).as("what was being read").isNull();
    assertThat(state.partition(0).position()).isEqualTo(5);
    assertThat(state.partition(1).position()).isEqualTo(7);
    run(new GroupCommand.Rewind("a", a.session(), 0, 1, 0));
    assertThat(state.partition(0).position()).as("never behind the commit").isEqualTo(3);
  }

  @Test
  void whatWasGivenBackIsNoReasonToKeepARevokedPartition() {
    MemberReply a = attach("a");
    deliver("a", push("a", a), 7);
    attach("b");
    push("a", a);

    run(new GroupCommand.Rewind("a", a.session(), 1, 3, 2));
    assertThat(state.partition(1).owner()).as("keeps what is before").isEqualTo("a");
    run(new GroupCommand.Rewind("a", a.session(), 1, 1, 0));

    assertThat(state.partition(1).owner()).isEqualTo("b");
  }

  @Test
  void anAttachedMemberGoesOnAfterARestartOfTheCoordinator() {
    MemberReply a = attach("a");
    Member restored = Member.restored("a", now + TIMEOUT_MS);
    state = Membership.holding(state.withMember(restored));

    PollPlan plan = push("a", a);

    assertThat(plan.partitions()).containsExactly(0, 1);
    assertRefused(
        ErrorCode.CONFLICT, () -> run(new GroupCommand.Push("a", a.session() + 1, false)));
  }
}
