package io.thalweg.core.group;

import static io.thalweg.core.group.GroupFixture.A;
import static io.thalweg.core.group.GroupFixture.B;
import static io.thalweg.core.group.GroupFixture.GROUP;
import static io.thalweg.core.group.GroupFixture.STREAM;
import static io.thalweg.core.group.GroupFixture.get;
import static io.thalweg.core.group.GroupFixture.offsets;
import static io.thalweg.core.group.GroupFixture.refusal;
import static io.thalweg.core.group.GroupFixture.until;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.bus.CommitRequest;
import io.thalweg.core.bus.MemberRequest;
import io.thalweg.core.bus.PollReply;
import io.thalweg.core.bus.PollRequest;
import io.thalweg.core.bus.TransactionClient;
import io.thalweg.core.bus.TransactionReply;
import io.thalweg.core.bus.TransactionRequest;
import io.thalweg.core.contract.SampleEvent;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.ConsumerName;
import io.thalweg.core.model.GroupConfig;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.GroupView;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.spi.GroupWrite;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events and commits all together or not at all, whatever the groups do meanwhile. */
class TransactionsTest {
  private static final StreamName OUTPUT = new StreamName("output");
  private static final StreamName ELSEWHERE = new StreamName("elsewhere");
  private static final GroupName OTHER = new GroupName("other");

  private final GroupFixture group = new GroupFixture(1);
  private final TransactionClient transactions =
      new TransactionClient(group.vertx, group.addresses);

  @BeforeEach
  void createOutput() {
    get(group.storage.createStream(OUTPUT, new StreamConfig(1, 0, 0, 0, 120_000)));
  }

  @AfterEach
  void close() {
    group.close();
  }

  @Test
  void storesEventsAndCommitsTogether() {
    group.publish(8);
    PollReply polled = pollKeeping(A);

    TransactionReply reply = get(run("1", 3, upTo(A, polled, 8)));

    assertThat(reply.duplicate()).isFalse();
    assertThat(reply.appends().get(0).count()).isEqualTo(3);
    assertThat(head(OUTPUT)).isEqualTo(3);
    assertThat(group.describe().lag()).isZero();
    assertThat(stored(GROUP)).isEqualTo(8);
  }

  @Test
  void answersARepeatByIdAsTheFirstAlsoWhenTheGroupHasMovedOn() {
    group.publish(8);
    PollReply polled = pollKeeping(A);
    TransactionReply first = get(run("1", 3, upTo(A, polled, 8)));
    group.poll(B);
    group.poll(A);
    get(group.groups.leave(STREAM, GROUP, A));
    group.restartCoordinator();

    TransactionReply again = get(run("1", 3, upTo(A, polled, 8)));

    assertThat(again.duplicate()).isTrue();
    assertThat(again.appends().get(0).offset(2)).isEqualTo(first.appends().get(0).offset(2));
    assertThat(head(OUTPUT)).isEqualTo(3);
  }

  @Test
  void finishesWhatWasStoredThoughTheAnswerWasLost() {
    group.publish(8);
    PollReply polled = pollKeeping(A);
    group.storage.loseNextAnswers(1, ErrorCode.UNAVAILABLE);

    assertThat(refusal(run("1", 3, upTo(A, polled, 8)))).isEqualTo(ErrorCode.UNAVAILABLE);
    TransactionReply again = get(run("1", 3, upTo(A, polled, 8)));

    assertThat(again.duplicate()).isTrue();
    assertThat(head(OUTPUT)).isEqualTo(3);
    assertThat(group.describe().lag()).isZero();
  }

  @Test
  void storesOnceWhatFailedBeforeItWasStored() {
    group.publish(8);
    PollReply polled = pollKeeping(A);
    group.storage.failNextWrites(1, ErrorCode.UNAVAILABLE);

    assertThat(refusal(run("1", 3, upTo(A, polled, 8)))).isEqualTo(ErrorCode.UNAVAILABLE);
    TransactionReply again = get(run("1", 3, upTo(A, polled, 8)));

    assertThat(again.duplicate()).isFalse();
    assertThat(head(OUTPUT)).isEqualTo(3);
    assertThat(group.describe().lag()).isZero();
  }

  @Test
  void fencesOffAWriteWhoseOutcomeIsNotKnown() {
    group.publish(8);
    PollReply polled = pollKeeping(A);
    WriteBatch onItsWay = written("1", 3, 8);
    group.storage.failNextWrites(1, ErrorCode.UNAVAILABLE);
    assertThat(refusal(run("1", 3, upTo(A, polled, 8)))).isEqualTo(ErrorCode.UNAVAILABLE);

    PollReply again = pollKeeping(A);
    assertThat(offsets(again)).hasSize(8);

    assertThat(late(onItsWay).refusal().code()).isEqualTo(ErrorCode.FENCED);
    get(run("2", 3, upTo(A, again, 8)));
    assertThat(head(OUTPUT)).isEqualTo(3);
  }

  @Test
  void fencesOffAWriteWhoseOutcomeIsNotKnownThoughTheFenceCouldNotBeRaisedAtOnce() {
    group.publish(8);
    PollReply polled = pollKeeping(A);
    WriteBatch onItsWay = written("1", 3, 8);
    group.storage.failNextWrites(3, ErrorCode.UNAVAILABLE);

    assertThat(refusal(run("1", 3, upTo(A, polled, 8)))).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(refusal(group.groups.describe(STREAM, GROUP))).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(refusal(group.groups.describe(STREAM, GROUP))).isEqualTo(ErrorCode.UNAVAILABLE);
    group.describe();

    assertThat(late(onItsWay).refusal().code()).isEqualTo(ErrorCode.FENCED);
  }

  @Test
  void readsGroupsThatAreInDoubtWhenWritingIsClosed() {
    group.publish(8);
    PollReply polled = pollKeeping(A);
    group.storage.failNextWrites(1, ErrorCode.WRITES_CLOSED);

    assertThat(refusal(run("1", 3, upTo(A, polled, 8)))).isEqualTo(ErrorCode.WRITES_CLOSED);

    assertThat(group.describe().lag()).isEqualTo(8);
  }

  @Test
  void readsTheGroupAgainWhenItHearsOfARepeat() {
    group.publish(8);
    PollReply polled = pollKeeping(A);
    assertThat(late(written("1", 3, 8)).isStored()).isTrue();

    assertThat(get(run("1", 3, upTo(A, polled, 8))).duplicate()).isTrue();

    assertThat(group.describe().lag()).isZero();
    assertThat(refusal(run("2", 3, upTo(A, polled, 8)))).isEqualTo(ErrorCode.CONFLICT);
    assertThat(head(OUTPUT)).isEqualTo(3);
  }

  @Test
  void letsOthersBorrowAfterARepeat() {
    group.publish(8);
    PollReply polled = pollKeeping(A);
    assertThat(late(written("1", 1, 1)).isStored()).isTrue();
    group.storage.holdWrites();

    Future<TransactionReply> repeat = run("1", 1, upTo(A, polled, 1));
    Future<TransactionReply> next = run("2", 1, upTo(A, polled, 2));
    until(() -> group.storage.heldWrites() == 1);
    group.storage.releaseWrites();

    assertThat(get(repeat).duplicate()).isTrue();
    assertThat(get(next).duplicate()).isFalse();
    assertThat(stored(GROUP)).isEqualTo(2);
  }

  @Test
  void refusesAllOfItFromAMemberThatLostItsPartition() {
    group.publish(8);
    PollReply polled = pollKeeping(A);
    get(group.groups.leave(STREAM, GROUP, A));
    assertThat(offsets(group.poll(B))).hasSize(8);

    assertThat(refusal(run("1", 3, upTo(A, polled, 8)))).isEqualTo(ErrorCode.FENCED);

    assertThat(head(OUTPUT)).isZero();
    assertThat(stored(GROUP)).isZero();
  }

  @Test
  void refusesACommitBeyondWhatWasDelivered() {
    group.publish(8);
    PollReply polled = pollKeeping(A);

    assertThat(refusal(run("1", 3, upTo(A, polled, 9)))).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);

    assertThat(head(OUTPUT)).isZero();
  }

  @Test
  void refusesToPublishForEventsThatAreCommittedAlready() {
    group.publish(8);
    PollReply polled = pollKeeping(A);
    get(run("1", 3, upTo(A, polled, 8)));

    assertThat(refusal(run("2", 3, upTo(A, polled, 8)))).isEqualTo(ErrorCode.CONFLICT);
    assertThat(refusal(run("3", 3, each(A, polled, 8)))).isEqualTo(ErrorCode.CONFLICT);
    assertThat(refusal(run(null, 3, each(A, polled, 8)))).isEqualTo(ErrorCode.CONFLICT);

    assertThat(head(OUTPUT)).isEqualTo(3);
  }

  @Test
  void fencesAProcessWhoseNameAnotherOneHasTaken() {
    group.publish(8);
    PollReply zombies = pollKeeping(A);
    PollReply again = get(group.groups.poll(keeping(GROUP, A).acknowledging(PollRequest.NOTHING)));
    assertThat(offsets(again)).hasSize(8);

    assertThat(refusal(run("1", 8, upTo(A, zombies, 8)))).isEqualTo(ErrorCode.FENCED);
    get(run("2", 8, upTo(A, again, 8)));

    assertThat(head(OUTPUT)).isEqualTo(8);
  }

  @Test
  void leavesTheGroupAloneWhenAnythingElseIsRefused() {
    group.publish(8);
    PollReply polled = pollKeeping(A);
    StreamAppend stale = new StreamAppend(OUTPUT, events(3), 7);

    Future<TransactionReply> refused =
        transactions.run(new TransactionRequest("1", List.of(stale), List.of(upTo(A, polled, 8))));

    assertThat(refusal(refused)).isEqualTo(ErrorCode.HEAD_MISMATCH);
    assertThat(group.describe().lag()).isEqualTo(8);
    assertThat(offsets(pollKeeping(A))).as("delivered, and not again").isEmpty();
    assertThat(get(run("1", 3, upTo(A, polled, 8))).duplicate()).isFalse();
    assertThat(group.describe().lag()).isZero();
  }

  @Test
  void letsOthersWaitForTheOutcome() {
    group.publish(8);
    PollReply polled = pollKeeping(A);
    group.storage.holdWrites();
    Future<TransactionReply> underWay = run("1", 3, upTo(A, polled, 8));
    until(() -> group.storage.heldWrites() == 1);

    Future<?> leaving = group.groups.leave(STREAM, GROUP, A);
    Future<PollReply> next = group.groups.poll(group.as(B, 0));
    group.storage.releaseWrites();

    assertThat(get(underWay).duplicate()).isFalse();
    get(leaving);
    assertThat(offsets(get(next))).isEmpty();
  }

  @Test
  void givesTheEventsOfARefusedTransactionToTheNextOne() {
    group.publish(8);
    PollReply polled = pollKeeping(A);
    group.storage.holdWrites();
    StreamAppend stale = new StreamAppend(OUTPUT, events(3), 7);
    Future<TransactionReply> underWay =
        transactions.run(new TransactionRequest("1", List.of(stale), List.of(upTo(A, polled, 8))));
    until(() -> group.storage.heldWrites() == 1);

    Future<?> leaving = group.groups.leave(STREAM, GROUP, A);
    Future<PollReply> next = group.groups.poll(group.as(B, 0));
    group.storage.releaseWrites();

    assertThat(refusal(underWay)).isEqualTo(ErrorCode.HEAD_MISMATCH);
    get(leaving);
    assertThat(offsets(get(next))).hasSize(8);
  }

  @Test
  void doesManyOfOneGroupOneAfterTheOther() {
    group.publish(50);
    PollReply polled = pollKeeping(A);
    List<Future<TransactionReply>> all = new ArrayList<>();
    for (int i = 1; i <= 50; i++) {
      all.add(run("t" + i, 1, upTo(A, polled, i)));
    }

    get(Future.all(all));

    assertThat(head(OUTPUT)).isEqualTo(50);
    assertThat(group.describe().lag()).isZero();
  }

  @Test
  void refusesManyThatWaitWithoutEnd() {
    group.publish(8);
    PollReply polled = pollKeeping(A);
    group.storage.holdWrites();
    List<Future<TransactionReply>> all = new ArrayList<>();
    all.add(run(null, 3, upTo(A, polled, 8)));
    for (int i = 0; i < 10_000; i++) {
      all.add(run(null, 3, upTo(A, polled, 8)));
    }
    Future<?> other = group.groups.describe(STREAM, GROUP);
    group.storage.releaseWrites();

    get(Future.join(all).otherwiseEmpty());
    get(other);

    assertThat(all.stream().filter(Future::succeeded)).hasSize(1);
    assertThat(head(OUTPUT)).isEqualTo(3);
  }

  @Test
  void commitsSeveralGroupsOrNone() {
    get(group.groups.create(STREAM, OTHER, GroupConfig.DEFAULT));
    group.publish(8);
    PollReply mine = pollKeeping(A);
    PollReply others = get(group.groups.poll(keeping(OTHER, B)));
    CommitRequest other = commit(OTHER, B, others, 5);

    Future<TransactionReply> refused = run("1", 3, upTo(A, mine, 8), commit(OTHER, B, others, 9));
    assertThat(refusal(refused)).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
    assertThat(stored(GROUP)).isZero();
    get(run("2", 3, upTo(A, mine, 8), other));

    assertThat(stored(GROUP)).isEqualTo(8);
    assertThat(stored(OTHER)).isEqualTo(5);
  }

  @Test
  void borrowsGroupsInOneOrderSoThatNobodyWaitsForEver() {
    get(group.groups.create(STREAM, OTHER, GroupConfig.DEFAULT));
    group.publish(20);
    PollReply mine = pollKeeping(A);
    PollReply others = get(group.groups.poll(keeping(OTHER, B)));
    List<Future<TransactionReply>> all = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      CommitRequest one = upTo(A, mine, i);
      CommitRequest two = commit(OTHER, B, others, i);
      all.add(i % 2 == 0 ? run("t" + i, 1, one, two) : run("t" + i, 1, two, one));
    }

    get(Future.all(all));

    assertThat(stored(GROUP)).isEqualTo(20);
    assertThat(stored(OTHER)).isEqualTo(20);
  }

  @Test
  void takesNoIdForAnotherTransaction() {
    get(run("1", 3));

    assertThat(refusal(run("1", 4))).isEqualTo(ErrorCode.CONFLICT);
    assertThat(get(run("1", 3)).duplicate()).isTrue();
    assertThat(head(OUTPUT)).isEqualTo(3);
  }

  @Test
  void refusesMissingStreamsAndGroups() {
    StreamAppend lost = StreamAppend.of(ELSEWHERE, events(1));
    group.publish(8);
    PollReply polled = pollKeeping(A);

    assertThat(
            refusal(
                transactions.run(
                    new TransactionRequest("1", List.of(lost), List.of(upTo(A, polled, 8))))))
        .isEqualTo(ErrorCode.STREAM_NOT_FOUND);
    assertThat(refusal(run("2", 1, commit(OTHER, A, polled, 8))))
        .isEqualTo(ErrorCode.GROUP_NOT_FOUND);
    assertThat(head(OUTPUT)).isZero();
    assertThat(stored(GROUP)).isZero();
  }

  @Test
  void endsNoGroupBecauseAnotherOneOfTheTransactionIsGone() {
    get(group.groups.create(STREAM, OTHER, GroupConfig.DEFAULT));
    group.publish(8);
    PollReply mine = pollKeeping(A);
    PollReply others = get(group.groups.poll(keeping(OTHER, B)));
    Future<PollReply> waiting = group.groups.poll(group.as(B, 10_000));
    until(() -> group.describe().members().size() == 2);
    long generation = get(group.storage.group(STREAM, OTHER)).generation();
    late(WriteBatch.of(GroupWrite.delete(STREAM, OTHER, generation)));

    Future<TransactionReply> refused = run("1", 3, upTo(A, mine, 8), commit(OTHER, B, others, 8));

    assertThat(refusal(refused)).isEqualTo(ErrorCode.GROUP_NOT_FOUND);
    assertThat(refusal(group.groups.describe(STREAM, OTHER))).isEqualTo(ErrorCode.GROUP_NOT_FOUND);
    assertThat(group.describe().members()).hasSize(2);
    get(group.groups.leave(STREAM, GROUP, A));
    assertThat(offsets(get(waiting))).hasSize(8);
  }

  @Test
  void endsNoSessionOfAMemberThatCalledWhileATransactionWasStored() {
    group.publish(8);
    PollReply polled = pollKeeping(A);
    group.poll(B);
    group.storage.holdWrites();
    Future<TransactionReply> underWay = run("1", 3, upTo(A, polled, 8));
    until(() -> group.storage.heldWrites() == 1);
    get(group.vertx.timer(2 * GroupVerticle.TICK_MS, MILLISECONDS));

    Future<?> inTime = group.groups.heartbeat(new MemberRequest(STREAM, GROUP, B));
    group.skip(31_000);
    group.storage.releaseWrites();

    get(underWay);
    get(inTime);
    assertThat(group.describe().members()).hasSize(2);
  }

  @Test
  void endsNoSessionOfAMemberWhoseTransactionWaitsForAnother() {
    group.publish(8);
    PollReply polled = pollKeeping(A);
    group.storage.holdWrites();
    Future<TransactionReply> underWay = run("1", 1, upTo(A, polled, 1));
    until(() -> group.storage.heldWrites() == 1);
    Future<TransactionReply> inTime = run("2", 1, upTo(A, polled, 2));
    Future<TransactionReply> inTimeToo = run("3", 1, upTo(A, polled, 3));
    get(group.vertx.timer(10, MILLISECONDS));

    group.skip(31_000);
    get(group.vertx.timer(2 * GroupVerticle.TICK_MS, MILLISECONDS));
    group.storage.releaseWrites();

    get(Future.all(underWay, inTime, inTimeToo));
    assertThat(group.describe().members()).hasSize(1);
  }

  @Test
  void endsSilentSessionsThoughTransactionsFollowEachOther() {
    group.publish(8);
    PollReply polled = pollKeeping(A);
    group.poll(B);
    group.skip(20_000);
    get(run("1", 1, upTo(A, polled, 1)));
    group.skip(11_000);
    group.storage.holdWrites();
    Future<TransactionReply> underWay = run("2", 1, upTo(A, polled, 2));
    until(() -> group.storage.heldWrites() == 1);
    get(group.vertx.timer(2 * GroupVerticle.TICK_MS, MILLISECONDS));
    Future<TransactionReply> next = run("3", 1, upTo(A, polled, 3));
    Future<GroupView> between = group.groups.describe(STREAM, GROUP);

    group.storage.releaseWrites();

    assertThat(get(between).members()).hasSize(1);
    get(Future.all(underWay, next));
  }

  @Test
  void namesTheFieldOfAPartitionThatIsNotThere() {
    get(group.groups.create(STREAM, OTHER, GroupConfig.DEFAULT));
    group.publish(8);
    PollReply mine = pollKeeping(A);
    CommitRequest wrong =
        CommitRequest.each(STREAM, GROUP, A, mine.generation(), Map.of(0, 8L, 7, 8L));
    PollReply others = get(group.groups.poll(keeping(OTHER, B)));

    assertThat(field(group.groups.commit(wrong))).isEqualTo("offsets");
    assertThat(field(run("1", 3, commit(OTHER, B, others, 8), wrong)))
        .isEqualTo("commit[1].offsets");
    assertThat(field(run("1", 3, wrong, commit(OTHER, B, others, 8))))
        .isEqualTo("commit[0].offsets");
  }

  private static String field(Future<?> refused) {
    assertThat(refusal(refused)).isEqualTo(ErrorCode.INVALID_REQUEST);
    return ((StreamException) refused.cause()).field();
  }

  private PollReply pollKeeping(ConsumerName consumer) {
    return get(group.groups.poll(keeping(GROUP, consumer)));
  }

  private static PollRequest keeping(GroupName name, ConsumerName consumer) {
    return PollRequest.of(STREAM, name, consumer, 1_000, 0).withoutCommit();
  }

  private Future<TransactionReply> run(String id, int events, CommitRequest... commits) {
    return transactions.run(
        new TransactionRequest(
            id, List.of(StreamAppend.of(OUTPUT, events(events))), List.of(commits)));
  }

  /** What the coordinator would write now. */
  private WriteBatch written(String id, int events, long offset) {
    TransactionRequest request =
        new TransactionRequest(id, List.of(StreamAppend.of(OUTPUT, events(events))), List.of());
    long generation = get(group.storage.group(STREAM, GROUP)).generation();
    GroupWrite commit = GroupWrite.commit(STREAM, GROUP, generation, Map.of(0, offset));
    return new WriteBatch(request.appends(), List.of(commit), request.stamp());
  }

  /** Arrives at the storage, and the coordinator does not hear of it. */
  private WriteOutcome late(WriteBatch batch) {
    return get(group.storage.write(List.of(batch))).get(0);
  }

  private static EventBatch events(int count) {
    SampleEvent[] events = new SampleEvent[count];
    Arrays.fill(events, SampleEvent.of("done"));
    return SampleEvent.batch(events);
  }

  private static CommitRequest upTo(ConsumerName consumer, PollReply polled, long offset) {
    return commit(GROUP, consumer, polled, offset);
  }

  private static CommitRequest commit(
      GroupName name, ConsumerName consumer, PollReply polled, long offset) {
    return CommitRequest.upTo(STREAM, name, consumer, polled.generation(), offset);
  }

  private static CommitRequest each(ConsumerName consumer, PollReply polled, long offset) {
    return CommitRequest.each(STREAM, GROUP, consumer, polled.generation(), Map.of(0, offset));
  }

  private long head(StreamName stream) {
    return get(group.storage.stream(stream)).head();
  }

  private long stored(GroupName name) {
    return get(group.storage.group(STREAM, name)).committed().getOrDefault(0, 0L);
  }
}
