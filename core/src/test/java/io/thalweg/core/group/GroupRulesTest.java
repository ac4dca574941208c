package io.thalweg.core.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.core.bus.CommitReply;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.GroupConfig;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Single rules of the group, where one wrong step would be hard to see from outside. */
class GroupRulesTest {
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

  private PollPlan poll(String member, boolean autoCommit) {
    return run(new GroupCommand.Poll(member, autoCommit, GroupCommand.LAST));
  }

  private Long deliver(String member, PollPlan plan, long end) {
    return run(new GroupCommand.Deliver(member, plan.ticket(), plan.region(), end, 1));
  }

  @Test
  void raisesTheGenerationWithEveryChangeOfOwners() {
    assertThat(poll("a", true).generation()).isEqualTo(1);
    assertThat(poll("b", true).generation()).isEqualTo(2);
    assertThat(poll("a", true).generation()).isEqualTo(3);
    assertThat(poll("b", true).partitions()).containsExactly(1);
    assertThat(state.generation()).isEqualTo(3);
  }

  @Test
  void doesNotFenceTheOwnerOfAPartitionThatARebalanceDidNotTouch() {
    PollPlan plan = poll("a", false);
    deliver("a", plan, 7);
    poll("b", true);

    CommitReply reply = run(new GroupCommand.CommitEach("a", plan.generation(), Map.of(0, 7L)));

    assertThat(reply.committed()).containsExactly(Map.entry(0, 7L));
  }

  @Test
  void takesNoCommitOfSeveralPartitionsIfOneIsFenced() {
    PollPlan old = poll("a", true);
    deliver("a", old, 7);
    poll("b", true);
    poll("a", true);
    deliver("a", poll("a", false), 9);

    var commit = new GroupCommand.CommitEach("a", old.generation(), Map.of(0, 9L, 1, 7L));

    assertThatThrownBy(() -> run(commit))
        .isInstanceOfSatisfying(
            StreamException.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(ErrorCode.FENCED);
              assertThat(refused.details()).containsEntry("generation", state.generation());
            });
    assertThat(state.partition(0).committed()).isEqualTo(7);
  }

  @Test
  void fencesTheFormerProcessOfAMemberThatStartsAnew() {
    PollPlan former = poll("a", false);
    deliver("a", former, 7);

    PollPlan anew = run(new GroupCommand.Poll("a", false, GroupCommand.NOTHING));

    assertThat(anew.generation()).isGreaterThan(former.generation());
    assertThatThrownBy(() -> run(new GroupCommand.CommitUpTo("a", former.generation(), 7)))
        .isInstanceOf(StreamException.class);
  }

  @Test
  void takesAnOlderCommitForNothingAboutAPartitionThatWasGivenBack() {
    deliver("a", poll("a", false), 1);
    poll("b", true);
    PollPlan withoutTheRevoked = poll("a", false);
    deliver("a", withoutTheRevoked, 5);
    run(new GroupCommand.Leave("b"));
    deliver("a", poll("a", false), 4);

    CommitReply reply = run(new GroupCommand.CommitUpTo("a", withoutTheRevoked.generation(), 5));

    assertThat(withoutTheRevoked.revoking()).containsExactly(1);
    assertThat(reply.committed()).containsExactly(Map.entry(0, 5L));
    assertThat(state.partition(1).committed()).isZero();
  }

  @Test
  void keepsAMemberUntilItsSessionIsOver() {
    poll("a", true);
    now = TIMEOUT_MS - 1;
    assertThat(run(new GroupCommand.Expire())).isEqualTo(TIMEOUT_MS);
    assertThat(state.members().names()).containsExactly("a");

    now = TIMEOUT_MS;
    assertThat(run(new GroupCommand.Expire())).isEqualTo(Long.MAX_VALUE);

    assertThat(state.members().isEmpty()).isTrue();
    assertThat(state.partition(0).owner()).isNull();
  }

  @Test
  void countsTheSessionFromTheCallAndNotFromItsAnswer() {
    PollPlan plan = poll("a", true);
    now = TIMEOUT_MS / 2;
    PollPlan looked = run(new GroupCommand.Refresh("a", plan.ticket()));
    deliver("a", looked, 7);

    assertThat(run(new GroupCommand.Expire())).isEqualTo(TIMEOUT_MS);
    now = TIMEOUT_MS;
    run(new GroupCommand.Expire());

    assertThat(state.members().isEmpty()).isTrue();
  }

  @Test
  void takesNothingFromASessionWhenAnAnswerIsLost() {
    Long delivery = deliver("a", poll("a", true), 7);
    now = 10_000;
    run(new GroupCommand.Heartbeat("a"));

    run(new GroupCommand.DeliveryFailed("a", delivery));

    assertThat(state.members().get("a").expiresAt()).isEqualTo(now + TIMEOUT_MS);
  }

  @Test
  void refusesCallersWithoutANameWhileTooManyAnswersAreUnderWay() {
    for (int i = 0; i < Polling.IN_FLIGHT_MAX; i++) {
      deliver(Member.ANONYMOUS, poll(Member.ANONYMOUS, true), i + 1);
    }

    assertThatThrownBy(() -> poll(Member.ANONYMOUS, true))
        .isInstanceOfSatisfying(
            StreamException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.OVERLOADED));
  }

  @Test
  void handsOverFromCallersWithoutANameOnlyWhenTheirAnswersAreSettled() {
    Long answer = deliver(Member.ANONYMOUS, poll(Member.ANONYMOUS, true), 7);
    poll("a", true);
    poll(Member.ANONYMOUS, true);
    assertThat(poll("a", true).partitions()).isEmpty();

    run(new GroupCommand.Delivered(answer));

    assertThat(poll("a", true).partitions()).containsExactly(1);
    assertThat(state.partition(1).position()).isEqualTo(7);
  }

  @Test
  void tellsMembersWithoutPartitionsThatTheyHaveNone() {
    poll("a", true);
    poll("b", true);

    PollPlan plan = poll("c", true);

    assertThat(plan.partitions()).isEqualTo(List.of());
    assertThat(plan.region().isEmpty()).isTrue();
  }
}
