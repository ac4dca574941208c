package io.thalweg.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.spi.GroupRecord;
import io.thalweg.core.spi.GroupWrite;
import io.thalweg.core.spi.GroupWrite.Kind;
import io.thalweg.core.spi.WriteBatch;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Groups and their committed offsets. */
abstract class GroupsChapter extends ContractChapter {
  private static final GroupName MAILER = new GroupName("mailer");
  private static final GroupName NOBODY = new GroupName("nobody");
  private static final Buffer STATE = Buffer.buffer("first state");

  private StreamInfo orders;

  GroupsChapter(StorageContract contract, boolean reopens) {
    super(contract, reopens);
  }

  @BeforeEach
  void createStream() {
    orders = create(ORDERS, config(4));
  }

  @Test
  void createsAGroupWithItsStart() {
    stored(GroupWrite.create(ORDERS, MAILER, STATE, Map.of(0, 5L, 3, 7L)));
    revisit();

    assertThat(mailer())
        .isEqualTo(
            new GroupRecord(ORDERS, MAILER, orders.generation(), 0, STATE, Map.of(0, 5L, 3, 7L)));
  }

  @Test
  void startsAGroupInTheGenerationThatItIsGiven() {
    stored(new GroupWrite(ORDERS, MAILER, Kind.CREATE, GroupWrite.ABSENT, 41, STATE, Map.of()));
    revisit();

    assertThat(mailer().generation()).isEqualTo(41);
    assertThat(mailer().committed()).isEmpty();
  }

  @Test
  void startsAGroupWithoutStateEmpty() {
    stored(GroupWrite.create(ORDERS, MAILER, null, Map.of()));
    revisit();

    assertThat(mailer().state()).isEqualTo(Buffer.buffer());
  }

  @Test
  void refusesToCreateAGroupThatExists() {
    createMailer();
    revisit();

    StreamException refusal =
        refused(GroupWrite.create(ORDERS, MAILER, Buffer.buffer("other"), Map.of(0, 99L)));

    assertThat(refusal.code()).isEqualTo(ErrorCode.GROUP_EXISTS);
    assertThat(mailer().state()).isEqualTo(STATE);
    assertThat(mailer().committed()).isEmpty();
  }

  @Test
  void keepsStateOfAnyBytes() {
    byte[] bytes = new byte[100_000];
    new Random(11).nextBytes(bytes);
    stored(GroupWrite.create(ORDERS, MAILER, Buffer.buffer(bytes), Map.of()));
    revisit();

    assertThat(mailer().state().getBytes()).isEqualTo(bytes);
  }

  @Test
  void movesCommittedOffsetsForward() {
    createMailer();

    commit(0, Map.of(0, 5L, 1, 6L));
    commit(0, Map.of(1, 9L, 2, 1L));
    revisit();

    assertThat(mailer().committed()).isEqualTo(Map.of(0, 5L, 1, 9L, 2, 1L));
    assertThat(mailer().state()).isEqualTo(STATE);
    assertThat(mailer().generation()).isZero();
  }

  @Test
  void leavesOutACommitThatGoesBackAndTakesTheOthers() {
    createMailer();
    commit(0, Map.of(0, 5L, 1, 5L, 2, 5L));
    revisit();

    commit(0, Map.of(0, 4L, 1, 6L, 2, 5L));
    revisit();

    assertThat(mailer().committed()).isEqualTo(Map.of(0, 5L, 1, 6L, 2, 5L));
  }

  @Test
  void storesLargeOffsetsOfManyPartitions() {
    createMailer();
    Map<Integer, Long> commits = new HashMap<>();
    for (int i = 0; i < 1_000; i++) {
      commits.put(i, (1L << 50) + i);
    }

    commit(0, commits);
    revisit();

    assertThat(mailer().committed()).isEqualTo(commits);
  }

  @Test
  void letsASeekGoBack() {
    createMailer();
    commit(0, Map.of(0, 5L, 1, 5L));

    stored(seek(0, 0, null, Map.of(0, 2L, 2, 8L)));
    revisit();

    assertThat(mailer().committed()).isEqualTo(Map.of(0, 2L, 1, 5L, 2, 8L));
    assertThat(mailer().state()).isEqualTo(STATE);
  }

  @Test
  void commitsForwardAgainAfterASeekBack() {
    createMailer();
    commit(0, Map.of(0, 5L));
    stored(seek(0, 0, null, Map.of(0, 2L)));
    revisit();

    commit(0, Map.of(0, 3L));
    revisit();

    assertThat(mailer().committed()).isEqualTo(Map.of(0, 3L));
  }

  @Test
  void replacesStateAndRaisesTheGeneration() {
    createMailer();
    Buffer second = Buffer.buffer("second state");

    stored(new GroupWrite(ORDERS, MAILER, Kind.COMMIT, 0, 3, second, Map.of(0, 1L)));
    revisit();

    assertThat(mailer())
        .isEqualTo(new GroupRecord(ORDERS, MAILER, orders.generation(), 3, second, Map.of(0, 1L)));
  }

  @Test
  void replacesStateWithASeekToo() {
    createMailer();
    Buffer second = Buffer.buffer("second state");

    stored(seek(0, 1, second, Map.of(0, 1L)));
    revisit();

    assertThat(mailer().state()).isEqualTo(second);
    assertThat(mailer().generation()).isEqualTo(1);
  }

  @Test
  void removesAGroup() {
    createMailer();

    stored(GroupWrite.delete(ORDERS, MAILER, 0));
    revisit();

    assertThat(failureOf(storage().group(ORDERS, MAILER)).code())
        .isEqualTo(ErrorCode.GROUP_NOT_FOUND);
    assertThat(await(storage().groups(ORDERS))).isEmpty();
    assertThat(refused(GroupWrite.commit(ORDERS, MAILER, 0, Map.of(0, 1L))).code())
        .isEqualTo(ErrorCode.GROUP_NOT_FOUND);
  }

  @Test
  void createsARemovedGroupAnew() {
    createMailer();
    commit(0, Map.of(0, 5L, 1, 5L));
    stored(GroupWrite.delete(ORDERS, MAILER, 0));
    revisit();

    stored(GroupWrite.create(ORDERS, MAILER, Buffer.buffer("new"), Map.of(0, 1L)));
    revisit();

    assertThat(mailer().committed()).isEqualTo(Map.of(0, 1L));
    assertThat(mailer().state()).isEqualTo(Buffer.buffer("new"));
  }

  @Test
  void refusesWhatNeedsAGroupOrStreamThatIsMissing() {
    assertThat(failureOf(storage().group(ORDERS, NOBODY)).code())
        .isEqualTo(ErrorCode.GROUP_NOT_FOUND);
    assertThat(failureOf(storage().group(MISSING, NOBODY)).code())
        .isEqualTo(ErrorCode.STREAM_NOT_FOUND);
    assertThat(failureOf(storage().groups(MISSING)).code()).isEqualTo(ErrorCode.STREAM_NOT_FOUND);
    assertThat(refused(GroupWrite.commit(ORDERS, NOBODY, 0, Map.of())).code())
        .isEqualTo(ErrorCode.GROUP_NOT_FOUND);
    assertThat(refused(seekOf(NOBODY)).code()).isEqualTo(ErrorCode.GROUP_NOT_FOUND);
    assertThat(refused(GroupWrite.delete(ORDERS, NOBODY, 0)).code())
        .isEqualTo(ErrorCode.GROUP_NOT_FOUND);
    assertThat(refused(GroupWrite.create(MISSING, NOBODY, STATE, Map.of())).code())
        .isEqualTo(ErrorCode.STREAM_NOT_FOUND);
    assertThat(refused(GroupWrite.commit(MISSING, NOBODY, 0, Map.of())).code())
        .isEqualTo(ErrorCode.STREAM_NOT_FOUND);
  }

  @Test
  void belongsToOneIncarnationOfItsStream() {
    createMailer();
    await(storage().deleteStream(ORDERS));
    StreamInfo recreated = create(ORDERS);
    revisit();

    assertThat(refused(GroupWrite.commit(ORDERS, MAILER, 0, Map.of(0, 1L))).code())
        .isEqualTo(ErrorCode.GROUP_NOT_FOUND);
    createMailer();
    assertThat(mailer().streamGeneration()).isEqualTo(recreated.generation());
  }

  @Test
  void keepsGroupsOfTheSameNameApart() {
    create(PAYMENTS);
    createMailer();
    stored(GroupWrite.create(PAYMENTS, MAILER, Buffer.buffer("other"), Map.of(0, 1L)));

    commit(0, Map.of(0, 5L));
    stored(GroupWrite.delete(PAYMENTS, MAILER, 0));
    revisit();

    assertThat(mailer().committed()).isEqualTo(Map.of(0, 5L));
    assertThat(await(storage().groups(PAYMENTS))).isEmpty();
  }

  @Test
  void namesGroupsInTheOrderOfTheirCharacters() {
    String[] names = {"b", "a", "Z", "a_1", "a1", "a.1", "a-1", "0", "x".repeat(200)};
    for (String name : names) {
      stored(GroupWrite.create(ORDERS, new GroupName(name), STATE, Map.of()));
    }
    revisit();

    assertThat(await(storage().groups(ORDERS)).stream().map(GroupName::value))
        .containsExactlyElementsOf(Arrays.stream(names).sorted().toList());
  }

  private void createMailer() {
    stored(GroupWrite.create(ORDERS, MAILER, STATE, Map.of()));
  }

  private void commit(long generation, Map<Integer, Long> commits) {
    stored(GroupWrite.commit(ORDERS, MAILER, generation, commits));
  }

  private static GroupWrite seek(
      long expected, long generation, Buffer state, Map<Integer, Long> commits) {
    return new GroupWrite(ORDERS, MAILER, Kind.SEEK, expected, generation, state, commits);
  }

  private static GroupWrite seekOf(GroupName group) {
    return new GroupWrite(ORDERS, group, Kind.SEEK, 0, 0, null, Map.of());
  }

  private void stored(GroupWrite write) {
    stored(WriteBatch.of(write));
  }

  private StreamException refused(GroupWrite write) {
    return refused(WriteBatch.of(write));
  }

  private GroupRecord mailer() {
    return await(storage().group(ORDERS, MAILER));
  }
}
