package io.thalweg.core.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.Assignment;
import io.thalweg.core.model.GroupConfig;
import io.thalweg.core.model.GroupMode;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StartPoint;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.GroupRecord;
import io.thalweg.core.spi.GroupWrite;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What of a group is stored, and what comes back. */
class GroupStorageTest {
  private static final StreamName STREAM = new StreamName("orders");
  private static final GroupName GROUP = new GroupName("mailer");
  private static final GroupConfig CONFIG =
      new GroupConfig(
          GroupMode.PARTITIONED, StartPoint.time(123_456_789_012L), 45_000, Assignment.STICKY);
  private static final GroupState EMPTY =
      GroupState.empty(new GroupIdentity(STREAM, GROUP, 77, CONFIG), 3, 10, 20);

  private static <R> GroupState after(GroupState state, GroupCommand<R> command) {
    return command.decide(state, 1_000).state();
  }

  private static GroupState joined() {
    GroupState one = after(EMPTY, new GroupCommand.Poll("a", true, GroupCommand.LAST));
    return after(one, new GroupCommand.Poll(Member.ANONYMOUS, true, GroupCommand.LAST));
  }

  @Test
  void bringsTheLayoutBack() {
    GroupState state = joined();
    GroupRecord record =
        new GroupRecord(
            STREAM,
            GROUP,
            77,
            state.generation(),
            GroupCodec.encode(state),
            Map.of(0, 10L, 1, 10L, 2, 10L));
    GroupState restored = GroupCodec.restore(record, 5_000, 900);

    assertThat(restored.identity()).isEqualTo(state.identity());
    assertThat(restored.newPartitionStart()).isEqualTo(20);
    assertThat(restored.partitions().toList()).isEqualTo(state.partitions().toList());
    assertThat(restored.members().names()).containsExactly(Member.ANONYMOUS, "a");
    assertThat(restored.members().get("a").held()).isEqualTo(state.members().get("a").held());
    assertThat(restored.members().get("a").expiresAt()).isEqualTo(50_000);
    assertThat(restored.lastTicket()).isEqualTo(900);
    assertThat(restored.partition(0).delivered()).isEqualTo(10);
    assertThat(GroupWrites.between(state, restored)).isNull();
  }

  @Test
  void readsTheLayoutThatHadNoPauses() {
    Buffer first = Buffer.buffer();
    first.appendBytes(new byte[] {1, 0, 0, 0}).appendLong(0).appendLong(45_000).appendLong(20);
    first.appendInt(1).appendBytes(new byte[] {1, 'a'});
    first.appendInt(2).appendInt(0).appendInt(0).appendLong(3).appendInt(-1).appendInt(0);
    first.appendLong(2);
    GroupRecord record = new GroupRecord(STREAM, GROUP, 77, 4, first, Map.of(0, 11L, 1, 12L));

    GroupState restored = GroupCodec.restore(record, 5_000, 900);

    assertThat(restored.partition(0).owner()).isEqualTo("a");
    assertThat(restored.partition(0).assigned()).isEqualTo(3);
    assertThat(restored.partition(1).owner()).isNull();
    assertThat(restored.partition(1).paused()).isFalse();
    assertThat(restored.partition(1).committed()).isEqualTo(12);
  }

  @Test
  void bringsPausesAndTheAssignmentBack() {
    GroupConfig config =
        new GroupConfig(GroupMode.PARTITIONED, StartPoint.EARLIEST, 45_000, Assignment.ROUND_ROBIN);
    GroupState empty = GroupState.empty(new GroupIdentity(STREAM, GROUP, 77, config), 3, 10, 20);
    GroupState state = after(empty, new GroupCommand.Pause(Set.of(1), true));
    GroupRecord record =
        new GroupRecord(
            STREAM, GROUP, 77, state.generation(), GroupCodec.encode(state), Map.of(1, 10L));

    GroupState restored = GroupCodec.restore(record, 5_000, 900);

    assertThat(restored.identity().config()).isEqualTo(config);
    assertThat(restored.partition(1).paused()).isTrue();
    assertThat(restored.partition(2).paused()).isFalse();
  }

  @Test
  void refusesALayoutOfAnotherVersion() {
    GroupRecord record =
        new GroupRecord(STREAM, GROUP, 77, 0, Buffer.buffer(new byte[] {9, 0, 0, 0}), Map.of());
    assertThatThrownBy(() -> GroupCodec.restore(record, 0, 0)).isInstanceOf(StreamException.class);
  }

  @Test
  void storesAJoinUnderTheGenerationBefore() {
    GroupWrite write = GroupWrites.between(EMPTY, joined());

    assertThat(write.kind()).isEqualTo(GroupWrite.Kind.COMMIT);
    assertThat(write.expectedGeneration()).isZero();
    assertThat(write.generation()).isEqualTo(2);
    assertThat(write.state()).isNotNull();
    assertThat(write.commits()).isEmpty();
  }

  @Test
  void storesOnlyOffsetsForACommit() {
    GroupState before = joined();
    GroupState after = before.withCommitted(Map.of(1, 15L));

    GroupWrite write = GroupWrites.between(before, after);

    assertThat(write.state()).isNull();
    assertThat(write.commits()).containsExactly(Map.entry(1, 15L));
  }

  @Test
  void storesNothingForADelivery() {
    GroupState before = joined();
    Member member = before.members().get("a");
    PollPlan plan = new GroupCommand.Refresh("a", member.ticket()).decide(before, 1_000).reply();

    GroupState after =
        after(before, new GroupCommand.Deliver("a", plan.ticket(), plan.region(), 12, 1));

    assertThat(after.members().get("a").outstanding()).isNotNull();
    assertThat(GroupWrites.differ(before, after)).isFalse();
    assertThat(GroupWrites.between(before, after)).isNull();
  }

  @Test
  void storesASeekAsOneAndNoOtherWayBack() {
    GroupState before = joined().withCommitted(Map.of(1, 15L));
    GroupState sought = after(before, new GroupCommand.Seek(Map.of(1, 12L), true));
    GroupState wrong = sought.withGeneration(before.generation());

    assertThat(GroupWrites.between(before, sought).kind()).isEqualTo(GroupWrite.Kind.SEEK);
    assertThatThrownBy(() -> GroupWrites.between(before, wrong))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void storesTheStartOfAddedPartitions() {
    GroupState before = joined();
    GroupState grown = after(before, new GroupCommand.PartitionsAdded(5, 30));

    GroupWrite write = GroupWrites.between(before, grown);

    assertThat(write.commits()).isEqualTo(Map.of(3, 20L, 4, 20L));
    assertThat(grown.newPartitionStart()).isEqualTo(30);
  }

  @Test
  void storesEveryStartOfANewGroup() {
    GroupWrite write = GroupWrites.create(EMPTY);

    assertThat(write.kind()).isEqualTo(GroupWrite.Kind.CREATE);
    assertThat(write.commits()).isEqualTo(Map.of(0, 10L, 1, 10L, 2, 10L));
  }
}
