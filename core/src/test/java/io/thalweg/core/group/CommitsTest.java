package io.thalweg.core.group;

import static io.thalweg.core.group.GroupFixture.A;
import static io.thalweg.core.group.GroupFixture.GROUP;
import static io.thalweg.core.group.GroupFixture.STREAM;
import static io.thalweg.core.group.GroupFixture.get;
import static io.thalweg.core.group.GroupFixture.offsets;
import static io.thalweg.core.group.GroupFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.bus.CommitReply;
import io.thalweg.core.bus.CommitRequest;
import io.thalweg.core.bus.PollReply;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.model.GroupPartitionView;
import io.vertx.core.Future;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Explicit commits through the coordinator: never back, never beyond what was delivered. */
class CommitsTest {
  private final GroupFixture group = new GroupFixture(4);

  @AfterEach
  void close() {
    group.close();
  }

  private PollReply pollKeeping() {
    return get(group.groups.poll(group.as(A, 0).withoutCommit()));
  }

  private Future<CommitReply> upTo(PollReply polled, long offset) {
    return group.groups.commit(CommitRequest.upTo(STREAM, GROUP, A, polled.generation(), offset));
  }

  private Future<CommitReply> each(PollReply polled, Map<Integer, Long> offsets) {
    return group.groups.commit(CommitRequest.each(STREAM, GROUP, A, polled.generation(), offsets));
  }

  @Test
  void movesUpToOneOffsetAndNeverBack() {
    group.publish(8);
    PollReply polled = pollKeeping();

    get(upTo(polled, 5));
    get(upTo(polled, 2));

    assertThat(group.describe().partitions())
        .extracting(GroupPartitionView::committed)
        .containsOnly(5L);
    assertThat(group.describe().lag()).isEqualTo(3);
  }

  @Test
  void areRefusedBeyondWhatWasDelivered() {
    group.publish(2);
    PollReply polled = group.poll(A);
    group.publish(6);

    assertThat(refusal(upTo(polled, 3))).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
    assertThat(refusal(each(polled, Map.of(0, 1L, 1, 3L))))
        .isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
    assertThat(group.describe().lag()).isEqualTo(8);
  }

  @Test
  void areRefusedBeyondWhatThisCoordinatorDelivered() {
    group.publish(8);
    PollReply before = pollKeeping();
    get(upTo(before, 3));

    group.restartCoordinator();

    assertThat(refusal(upTo(before, 8))).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
    assertThat(refusal(each(before, Map.of(3, 4L)))).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
    get(upTo(before, 3));
    assertThat(group.describe().lag()).isEqualTo(5);
    PollReply again = pollKeeping();
    assertThat(offsets(again)).containsExactly(3L, 4L, 5L, 6L, 7L);
    get(upTo(again, 8));
    assertThat(group.describe().lag()).isZero();
  }

  @Test
  void areTakenAfterAWriteFailedUpToWhatWasDeliveredBefore() {
    group.publish(4);
    PollReply polled = pollKeeping();
    group.publish(4);
    group.storage.failNextWrites(2, ErrorCode.UNAVAILABLE);

    assertThat(refusal(upTo(polled, 4))).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(refusal(upTo(polled, 4))).isEqualTo(ErrorCode.UNAVAILABLE);

    assertThat(refusal(upTo(polled, 5))).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
    get(upTo(polled, 4));
    assertThat(group.describe().lag()).isEqualTo(4);
    assertThat(offsets(group.poll(A))).containsExactly(4L, 5L, 6L, 7L);
  }
}
