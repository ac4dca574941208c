package io.thalweg.core.group;

import static io.thalweg.core.group.GroupFixture.A;
import static io.thalweg.core.group.GroupFixture.B;
import static io.thalweg.core.group.GroupFixture.GROUP;
import static io.thalweg.core.group.GroupFixture.STREAM;
import static io.thalweg.core.group.GroupFixture.get;
import static io.thalweg.core.group.GroupFixture.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.bus.MemberRequest;
import io.thalweg.core.bus.PollReply;
import io.thalweg.core.model.ConsumerName;
import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Members come and go faster than a call can carry its plan out. */
class RestlessGroupTest {
  private static final int CHANGES_MAX = 50;
  private static final ConsumerName C = new ConsumerName("c");
  private static final ConsumerName D = new ConsumerName("d");
  private static final ConsumerName E = new ConsumerName("e");

  private final GroupFixture group = new GroupFixture(4);

  @AfterEach
  void close() {
    group.close();
  }

  @Test
  void aCallIsAnsweredAlthoughItsPlanIsOldEachTime() {
    group.storage.holdReads();
    Future<PollReply> call = group.groups.poll(group.as(A, 0));
    int changes = 0;
    while (changes < CHANGES_MAX && readsAgain(call)) {
      change(changes++);
      letOneReadThrough();
    }
    group.storage.releaseReads();

    PollReply reply = get(call);

    assertThat(changes).as("changes while it read").isBetween(2, 10);
    assertThat(reply.events().isEmpty()).isTrue();
    group.publish(8);
    assertThat(GroupFixture.offsets(group.poll(A))).as("what it gets in peace").isNotEmpty();
  }

  @Test
  void aCallWhoseTimeIsOverJustWhenItBeginsToWaitIsAnswered() {
    for (ConsumerName each : List.of(A, B, C, D, E)) {
      group.poll(each);
    }
    group.passAtEachLook(1);

    for (int waitMs = 1; waitMs <= 20; waitMs++) {
      PollReply reply = get(group.groups.poll(group.as(E, waitMs)));
      assertThat(reply.standing().idle()).as("nothing can come").isTrue();
    }
  }

  private void letOneReadThrough() {
    // Its lock: no read slips through between the two.
    synchronized (group.storage) {
      group.storage.releaseReads();
      group.storage.holdReads();
    }
  }

  private boolean readsAgain(Future<PollReply> call) {
    until(() -> call.isComplete() || group.storage.heldReads() > 0);
    return !call.isComplete();
  }

  /** B joins, or leaves: either way the partitions are divided anew. */
  private void change(int number) {
    if (number % 2 == 0) {
      get(group.groups.join(new MemberRequest(STREAM, GROUP, B), false));
    } else {
      get(group.groups.leave(STREAM, GROUP, B));
    }
  }
}
