package io.thalweg.core.group;

import static io.thalweg.core.group.GroupFixture.A;
import static io.thalweg.core.group.GroupFixture.B;
import static io.thalweg.core.group.GroupFixture.GROUP;
import static io.thalweg.core.group.GroupFixture.STREAM;
import static io.thalweg.core.group.GroupFixture.get;
import static io.thalweg.core.group.GroupFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.bus.CommitRequest;
import io.thalweg.core.bus.PollReply;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.model.GroupConfig;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.spi.GroupWrite;
import io.thalweg.core.spi.WriteBatch;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A group or its stream is deleted and created anew: what belonged to the old one is fenced. */
class GroupReincarnationTest {
  private final GroupFixture group = new GroupFixture(4);
  private long old;

  @BeforeEach
  void deliverToTheOldGroup() {
    group.publish(8);
    old = group.poll(A).generation();
  }

  @AfterEach
  void close() {
    group.close();
  }

  @Test
  void fencesCommitsOfAMemberOfTheDeletedGroup() {
    get(group.groups.delete(STREAM, GROUP));
    get(group.groups.create(STREAM, GROUP, GroupConfig.DEFAULT));
    long now = group.poll(A).generation();

    assertThat(now).isGreaterThan(old);
    assertZombiesAreFenced();
  }

  @Test
  void fencesCommitsOfAMemberOfTheDeletedStream() {
    get(group.storage.deleteStream(STREAM));
    get(group.storage.createStream(STREAM, new StreamConfig(4, 0, 0, 0, 0)));
    get(group.groups.create(STREAM, GROUP, GroupConfig.DEFAULT));
    group.publish(8);
    group.poll(A);

    assertZombiesAreFenced();
  }

  /** What comes behind a deletion waits for it: the group that is still stored is not taken up. */
  @Test
  void deletesAGroupBehindAWriteThatIsUnderWayWhateverElseIsAskedMeanwhile() {
    group.storage.holdWrites();
    Future<PollReply> joining = group.groups.poll(group.as(B, 0));
    GroupFixture.until(() -> group.storage.heldWrites() == 1);
    Future<Void> deleting = group.groups.delete(STREAM, GROUP);
    Future<Void> leaving = group.groups.leave(STREAM, GROUP, A);

    // Goes the way that a look at the stored group would have gone before.
    assertThat(get(group.groups.groups(STREAM))).containsExactly(GROUP);
    group.storage.releaseWrites();
    get(deleting);

    assertThat(refusal(leaving)).isEqualTo(ErrorCode.GROUP_NOT_FOUND);
    assertThat(get(group.storage.groups(STREAM))).isEmpty();
    assertThat(joining).matches(Future::isComplete);
    get(group.groups.create(STREAM, GROUP, GroupConfig.DEFAULT));
    assertThat(group.poll(A).generation()).isGreaterThan(old);
  }

  /** One that commits through the coordinator, and a coordinator that commits to the storage. */
  private void assertZombiesAreFenced() {
    CommitRequest byMember = CommitRequest.upTo(STREAM, GROUP, A, old, 8);
    GroupWrite byCoordinator = GroupWrite.commit(STREAM, GROUP, old, Map.of(0, 8L));

    assertThat(refusal(group.groups.commit(byMember))).isEqualTo(ErrorCode.FENCED);
    assertThat(
            get(group.storage.write(List.of(WriteBatch.of(byCoordinator)))).get(0).refusal().code())
        .isEqualTo(ErrorCode.FENCED);
    assertThat(group.describe().lag()).isEqualTo(8);
  }
}
