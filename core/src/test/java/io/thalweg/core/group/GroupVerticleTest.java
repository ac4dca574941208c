package io.thalweg.core.group;

import static io.thalweg.core.group.GroupFixture.A;
import static io.thalweg.core.group.GroupFixture.B;
import static io.thalweg.core.group.GroupFixture.GROUP;
import static io.thalweg.core.group.GroupFixture.STREAM;
import static io.thalweg.core.group.GroupFixture.get;
import static io.thalweg.core.group.GroupFixture.offsets;
import static io.thalweg.core.group.GroupFixture.refusal;
import static io.thalweg.core.group.GroupFixture.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.bus.CommitRequest;
import io.thalweg.core.bus.PollReply;
import io.thalweg.core.bus.PollRequest;
import io.thalweg.core.bus.SeekRequest;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.model.GroupConfig;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.GroupView;
import io.thalweg.core.model.StartPoint;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.spi.GroupRecord;
import io.thalweg.core.spi.GroupWrite;
import io.thalweg.core.spi.WriteBatch;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The coordinator as its callers see it, over a storage in memory. */
class GroupVerticleTest {
  private final GroupFixture group = new GroupFixture(4);

  @AfterEach
  void close() {
    group.close();
  }

  @Test
  void deliversEachEventToTheMemberThatHoldsItsPartition() {
    group.poll(A);
    group.poll(B);
    group.poll(A);
    group.publish(8);

    List<Long> toA = offsets(group.poll(A));
    List<Long> toB = offsets(group.poll(B));

    assertThat(toA).containsExactly(0L, 1L, 4L, 5L);
    assertThat(toB).containsExactly(2L, 3L, 6L, 7L);
  }

  @Test
  void acknowledgesWithTheNextCallWhatTheLastOneReturned() {
    group.publish(8);

    group.poll(A);
    assertThat(group.describe().lag()).isEqualTo(8);
    group.poll(A);

    assertThat(group.describe().lag()).isZero();
    assertThat(group.describe().condition()).isEqualTo(GroupView.Condition.STABLE);
  }

  @Test
  void storesNothingForACallThatFindsNothing() {
    group.publish(8);
    group.poll(A);
    group.poll(A);
    group.storage.holdWrites();

    PollReply reply = group.poll(A);

    assertThat(reply.events().isEmpty()).isTrue();
    assertThat(group.storage.heldWrites()).isZero();
  }

  @Test
  void answersOnlyWhenTheCommitBeforeItIsStored() {
    group.publish(8);
    group.poll(A);
    group.publish(4);
    group.storage.holdWrites();

    Future<PollReply> second = group.groups.poll(group.as(A, 0));
    until(() -> group.storage.heldWrites() == 1);
    assertThat(second.isComplete()).isFalse();
    group.storage.releaseWrites();

    assertThat(offsets(get(second))).containsExactly(8L, 9L, 10L, 11L);
  }

  @Test
  void answersAWaitingCallWhenAnEventComes() {
    group.poll(A);
    Future<PollReply> waiting = group.groups.poll(group.as(A, 10_000));

    group.publish(1);

    assertThat(offsets(get(waiting))).containsExactly(0L);
  }

  @Test
  void answersAWaitingCallWithNothingWhenItsTimeIsOver() {
    PollReply reply = get(group.groups.poll(group.as(A, 50)));

    assertThat(reply.events().isEmpty()).isTrue();
    assertThat(reply.partitions()).containsExactly(0, 1, 2, 3);
  }

  @Test
  void handsPartitionsOverWhileBothMembersWait() {
    Future<PollReply> toA = group.groups.poll(group.as(A, 10_000));
    until(() -> group.describe().members().size() == 1);
    Future<PollReply> toB = group.groups.poll(group.as(B, 10_000));
    until(() -> group.describe().condition() == GroupView.Condition.STABLE);

    group.publish(4);

    assertThat(offsets(get(toA))).containsExactly(0L, 1L);
    assertThat(offsets(get(toB))).containsExactly(2L, 3L);
  }

  @Test
  void givesPartitionsOfASilentMemberToTheOthersFromTheCommittedOffset() {
    group.publish(8);
    group.poll(A);
    group.skip(20_000);
    group.poll(B);
    assertThat(group.poll(B).partitions()).isEmpty();

    group.skip(11_000);
    until(() -> group.describe().members().size() == 1);

    assertThat(offsets(group.poll(B))).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
  }

  @Test
  void keepsTheMembersOfAGroupAcrossARestartOfTheCoordinator() {
    group.publish(4);
    group.poll(A);
    group.poll(A);
    group.publish(4);
    group.poll(A);
    long before = group.describe().generation();

    group.restartCoordinator();

    GroupView after = group.describe();
    assertThat(after.generation()).isEqualTo(before);
    assertThat(after.members()).hasSize(1);
    assertThat(offsets(group.poll(A))).containsExactly(4L, 5L, 6L, 7L);
  }

  @Test
  void startsAgainAtTheCommittedOffsetForAMemberThatStartsAnew() {
    group.publish(4);
    PollReply first = group.poll(A);
    PollRequest again = group.as(A, 0);

    PollReply repeated = get(group.groups.poll(again.acknowledging(PollRequest.NOTHING)));
    PollReply next = get(group.groups.poll(again.acknowledging(repeated.ticket())));

    assertThat(offsets(repeated)).isEqualTo(offsets(first));
    assertThat(offsets(next)).isEmpty();
    assertThat(group.describe().lag()).isZero();
  }

  @Test
  void deliversAgainWhatCouldNotBeWritten() {
    group.publish(4);
    PollRequest call = group.as(A, 0);
    PollReply lost = get(group.groups.poll(call));

    get(group.groups.failed(call, lost));

    assertThat(offsets(group.poll(A))).isEqualTo(offsets(lost));
  }

  @Test
  void endsAnEarlierCallOfTheSameConsumer() {
    Future<PollReply> earlier = group.groups.poll(group.as(A, 10_000));
    until(() -> group.describe().members().size() == 1);

    Future<PollReply> later = group.groups.poll(group.as(A, 10_000));

    assertThat(refusal(earlier)).isEqualTo(ErrorCode.CONFLICT);
    group.publish(1);
    assertThat(offsets(get(later))).containsExactly(0L);
  }

  @Test
  void givesEachEventToOneOfTheCallersWithoutAName() {
    group.publish(30);
    List<Future<PollReply>> calls = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      calls.add(group.groups.poll(group.anonymous(6, 0)));
    }

    List<Long> all = calls.stream().flatMap(call -> offsets(get(call)).stream()).toList();

    assertThat(all).doesNotHaveDuplicates().hasSize(30);
  }

  @Test
  void commitsOnlyWhatWasDeliveredToCallersWithoutAName() {
    group.publish(30);
    PollRequest call = group.anonymous(10, 0);
    PollReply first = get(group.groups.poll(call));
    PollReply second = get(group.groups.poll(call));

    get(group.groups.delivered(call, second));
    assertThat(group.describe().lag()).isEqualTo(30);
    get(group.groups.delivered(call, first));

    assertThat(group.describe().lag()).isEqualTo(10);
  }

  @Test
  void givesTheEventsOfALostAnswerToTheNextCallerWithoutAName() {
    group.publish(30);
    PollRequest call = group.anonymous(10, 0);
    PollReply lost = get(group.groups.poll(call));
    get(group.groups.poll(call));

    get(group.groups.failed(call, lost));

    assertThat(offsets(group.pollAnonymous(4))).containsExactly(0L, 1L, 2L, 3L);
    assertThat(offsets(group.pollAnonymous(100))).containsExactly(4L, 5L, 6L, 7L, 8L, 9L);
    assertThat(offsets(group.pollAnonymous(100))).hasSize(10).startsWith(20L);
  }

  @Test
  void wakesAWaitingCallerWithoutANameForALostAnswer() {
    group.publish(3);
    PollRequest call = group.anonymous(10, 0);
    PollReply lost = get(group.groups.poll(call));
    Future<PollReply> waiting = group.groups.poll(group.anonymous(10, 10_000));
    assertThat(offsets(group.pollAnonymous(1))).isEmpty();

    get(group.groups.failed(call, lost));

    assertThat(offsets(get(waiting))).containsExactly(0L, 1L, 2L);
  }

  @Test
  void givesUpAnAnswerThatNobodyConfirms() {
    group.publish(3);
    group.pollAnonymous(10);
    group.skip(25_000);
    group.pollAnonymous(10);

    group.skip(6_000);

    until(() -> !group.pollAnonymous(10).events().isEmpty());
  }

  @Test
  void fencesTheCommitOfAMemberThatLostItsPartitions() {
    group.publish(8);
    long generation = group.poll(A).generation();
    group.skip(31_000);
    until(() -> group.describe().members().isEmpty());
    group.poll(B);

    assertThat(refusal(group.groups.commit(CommitRequest.upTo(STREAM, GROUP, A, generation, 8))))
        .isEqualTo(ErrorCode.FENCED);
  }

  @Test
  void carriesOnAfterAnotherCoordinatorMovedTheGroup() {
    group.publish(8);
    group.poll(A);
    GroupRecord stored = get(group.storage.group(STREAM, GROUP));
    GroupWrite elsewhere =
        new GroupWrite(
            STREAM,
            GROUP,
            GroupWrite.Kind.COMMIT,
            stored.generation(),
            stored.generation() + 5,
            stored.state(),
            Map.of());
    get(group.storage.write(List.of(WriteBatch.of(elsewhere))));

    PollReply reply = group.poll(A);

    assertThat(reply.generation()).isEqualTo(stored.generation() + 5);
    assertThat(offsets(reply)).hasSize(8);
  }

  @Test
  void deliversAgainAfterACommitThatTheStorageRefused() {
    group.publish(8);
    group.poll(A);
    group.storage.failNextWrites(1, ErrorCode.OVERLOADED);

    assertThat(refusal(group.groups.poll(group.as(A, 0)))).isEqualTo(ErrorCode.OVERLOADED);

    assertThat(offsets(group.poll(A))).hasSize(8);
  }

  @Test
  void noticesMorePartitions() {
    group.poll(A);
    long generation = get(group.storage.stream(STREAM)).generation();
    StreamConfig config = new StreamConfig(6, 0, 0, 0, 0);
    get(group.storage.alterStream(STREAM, generation, config));
    group.publish(12);

    until(() -> group.poll(A).partitions().size() == 6);
    until(
        () -> {
          group.poll(A);
          return group.describe().lag() == 0;
        });
  }

  @Test
  void endsWaitingCallsWhenTheStreamIsDeleted() {
    Future<PollReply> waiting = group.groups.poll(group.as(A, 10_000));
    Future<PollReply> anonymous = group.groups.poll(group.anonymous(1, 10_000));
    until(() -> group.describe().members().size() == 2);

    get(group.storage.deleteStream(STREAM));

    assertThat(refusal(waiting)).isEqualTo(ErrorCode.STREAM_NOT_FOUND);
    assertThat(refusal(anonymous)).isEqualTo(ErrorCode.STREAM_NOT_FOUND);
  }

  @Test
  void deletesAGroupUnderItsWaitingMembers() {
    Future<PollReply> waiting = group.groups.poll(group.as(A, 10_000));
    until(() -> group.describe().members().size() == 1);

    get(group.groups.delete(STREAM, GROUP));

    assertThat(refusal(waiting)).isEqualTo(ErrorCode.GROUP_NOT_FOUND);
    assertThat(refusal(group.groups.describe(STREAM, GROUP))).isEqualTo(ErrorCode.GROUP_NOT_FOUND);
    assertThat(get(group.groups.groups(STREAM))).isEmpty();
  }

  @Test
  void refusesAGroupThatIsNotThereAndOneThatIs() {
    GroupName other = new GroupName("other");

    assertThat(refusal(group.groups.poll(PollRequest.of(STREAM, other, A, 1, 0))))
        .isEqualTo(ErrorCode.GROUP_NOT_FOUND);
    assertThat(refusal(group.groups.create(STREAM, GROUP, GroupConfig.DEFAULT)))
        .isEqualTo(ErrorCode.GROUP_EXISTS);
  }

  @Test
  void startsWhereTheCreatorSays() {
    group.publish(8);
    GroupName late = new GroupName("late");
    GroupConfig config = GroupConfig.DEFAULT.withStart(StartPoint.offset(6));

    get(group.groups.create(STREAM, late, config));

    assertThat(offsets(get(group.groups.poll(PollRequest.of(STREAM, late, A, 10, 0)))))
        .containsExactly(6L, 7L);
    assertThat(
            refusal(
                group.groups.create(
                    STREAM, new GroupName("early"), config.withStart(StartPoint.offset(9)))))
        .isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
  }

  @Test
  void seeksOnlyByForceUnderLiveMembers() {
    group.publish(8);
    group.poll(A);
    group.poll(A);
    SeekRequest back = new SeekRequest(STREAM, GROUP, StartPoint.offset(4), Set.of(), false);
    SeekRequest forced = new SeekRequest(STREAM, GROUP, StartPoint.offset(4), Set.of(), true);

    assertThat(refusal(group.groups.seek(back))).isEqualTo(ErrorCode.CONFLICT);
    get(group.groups.seek(forced));

    assertThat(group.describe().lag()).isEqualTo(4);
    assertThat(offsets(group.poll(A))).containsExactly(4L, 5L, 6L, 7L);
  }

  @Test
  void tellsOfPartitionsThatAreToMoveBeforeTheyDo() {
    group.publish(8);
    PollRequest manual = group.as(A, 0).withoutCommit();
    PollReply first = get(group.groups.poll(manual));
    group.poll(B);

    PollReply told = get(group.groups.poll(manual));
    assertThat(told.revoking()).containsExactly(2, 3);
    get(group.groups.commit(CommitRequest.upTo(STREAM, GROUP, A, first.generation(), 8)));

    assertThat(group.poll(B).partitions()).containsExactly(2, 3);
    assertThat(group.poll(B).events().isEmpty()).isTrue();
  }

  @Test
  void leavingGivesPartitionsToTheOthersAtOnce() {
    group.publish(4);
    group.poll(A);
    group.poll(B);

    get(group.groups.leave(STREAM, GROUP, A));

    assertThat(offsets(group.poll(B))).hasSize(4);
    assertThat(refusal(group.groups.leave(STREAM, GROUP, A))).isEqualTo(ErrorCode.MEMBER_NOT_FOUND);
  }
}
