package io.thalweg.core.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.GroupConfig;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PausingTest {
  private GroupState state =
      GroupState.empty(
          new GroupIdentity(
              new StreamName("orders"), new GroupName("mailer"), 1, GroupConfig.DEFAULT),
          2,
          0,
          0);

  private <R> R run(GroupCommand<R> command) {
    GroupDecision<R> decision = command.decide(state, 0);
    state = decision.state();
    return decision.reply();
  }

  private PollPlan poll(String member) {
    return run(new GroupCommand.Poll(member, false, GroupCommand.LAST));
  }

  private List<Integer> pause(Set<Integer> partitions) {
    return run(new GroupCommand.Pause(partitions, true));
  }

  @Test
  void readsNothingOfAPausedPartition() {
    pause(Set.of(0));

    PollPlan plan = poll("a");

    assertThat(plan.partitions()).containsExactly(0, 1);
    assertThat(plan.standing().paused()).containsExactly(0);
    assertThat(plan.region().partitions()).containsExactly(1);
  }

  @Test
  void deliversNothingThatWasReadBeforeThePause() {
    PollPlan plan = poll("a");
    pause(Set.of());

    assertThat(run(new GroupCommand.Deliver("a", plan.ticket(), plan.region(), 7, 1))).isNull();
  }

  @Test
  void deliversNoLostAnswerOfAPausedPartition() {
    PollPlan plan = poll(Member.ANONYMOUS);
    Long id = run(new GroupCommand.Deliver(Member.ANONYMOUS, plan.ticket(), plan.region(), 7, 1));
    run(new GroupCommand.DeliveryFailed(Member.ANONYMOUS, id));

    pause(Set.of());

    assertThat(poll(Member.ANONYMOUS).region().isEmpty()).isTrue();
  }

  @Test
  void takesCommitsOfWhatWasDeliveredBefore() {
    PollPlan plan = poll("a");
    run(new GroupCommand.Deliver("a", plan.ticket(), plan.region(), 7, 1));
    pause(Set.of());

    run(new GroupCommand.CommitEach("a", plan.generation(), Map.of(0, 7L)));

    assertThat(state.partition(0).committed()).isEqualTo(7);
  }

  @Test
  void pausesPartitionsThatAreAddedToAPausedGroup() {
    pause(Set.of());
    run(new GroupCommand.PartitionsAdded(3, 5));

    assertThat(state.partition(2).paused()).isTrue();
    assertThat(run(new GroupCommand.Pause(Set.of(1), false))).containsExactly(0, 2);
    run(new GroupCommand.PartitionsAdded(4, 5));
    assertThat(state.partition(3).paused()).isFalse();
  }

  @Test
  void staysPausedInOtherHands() {
    poll("a");
    pause(Set.of(1));
    run(new GroupCommand.Leave("a"));

    assertThat(poll("b").standing().paused()).containsExactly(1);
  }

  @Test
  void isDurableAndChangesNothingIfItIsSoAlready() {
    GroupState before = state;
    pause(Set.of(1));
    GroupState paused = state;
    pause(Set.of(1));

    assertThat(GroupWrites.differ(before, paused)).isTrue();
    assertThat(state).isSameAs(paused);
  }

  @Test
  void refusesPartitionsThatAreNotThere() {
    assertThatThrownBy(() -> pause(Set.of(2))).isInstanceOf(StreamException.class);
  }
}
