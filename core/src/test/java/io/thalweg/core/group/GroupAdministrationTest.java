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

import io.thalweg.core.bus.MemberRequest;
import io.thalweg.core.bus.PauseRequest;
import io.thalweg.core.bus.PollReply;
import io.thalweg.core.bus.PollRequest;
import io.thalweg.core.bus.SeekReply;
import io.thalweg.core.bus.SeekRequest;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.GroupView;
import io.thalweg.core.model.StartPoint;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What operators, and members beside their polls, ask of the coordinator. */
class GroupAdministrationTest {
  private static final MemberRequest MEMBER_A = new MemberRequest(STREAM, GROUP, A);
  private final GroupFixture group = new GroupFixture(2);

  @AfterEach
  void close() {
    group.close();
  }

  private PauseRequest pause(boolean paused) {
    return new PauseRequest(STREAM, GROUP, Set.of(), paused);
  }

  @Test
  void storesNothingForHeartbeatsAndPollsOfAnIdleMember() {
    get(group.groups.join(MEMBER_A, false));
    get(group.groups.join(new MemberRequest(STREAM, GROUP, B), false));
    group.poll(A);
    group.poll(B);
    group.poll(A);
    group.storage.holdWrites();

    for (int i = 0; i < 100; i++) {
      get(group.groups.heartbeat(MEMBER_A));
      group.poll(A);
      group.poll(B);
    }

    assertThat(group.storage.heldWrites()).isZero();
  }

  @Test
  void answersAWaitingCallAfterThePauseIsOver() {
    get(group.groups.pause(pause(true)));
    Future<PollReply> waiting = group.groups.poll(group.as(A, 10_000));
    group.publish(2);
    until(() -> group.describe().members().size() == 1);
    assertThat(group.describe().isPaused()).isTrue();
    assertThat(waiting.isComplete()).isFalse();

    get(group.groups.pause(pause(false)));

    assertThat(offsets(get(waiting))).containsExactly(0L, 1L);
  }

  @Test
  void staysPausedAcrossARestart() {
    get(group.groups.pause(pause(true)));
    group.restartCoordinator();
    group.publish(2);

    assertThat(group.poll(A).events().isEmpty()).isTrue();
    assertThat(group.poll(A).standing().paused()).containsExactly(0, 1);
  }

  @Test
  void saysWhatASeekWouldDoAndDoesNot() {
    group.publish(8);
    SeekRequest dry = new SeekRequest(STREAM, GROUP, StartPoint.LATEST, Set.of(1), false, true);

    SeekReply would = get(group.groups.seek(dry));

    assertThat(would.previous()).isEqualTo(Map.of(1, 0L));
    assertThat(would.committed()).isEqualTo(Map.of(1, 8L));
    assertThat(group.describe().lag()).isEqualTo(8);
    group.poll(A);
    assertThat(refusal(group.groups.seek(dry))).isEqualTo(ErrorCode.CONFLICT);
  }

  @Test
  void copiesPositionsToANewGroup() {
    GroupName copy = new GroupName("copy");
    group.publish(8);
    SeekRequest seek = new SeekRequest(STREAM, GROUP, StartPoint.offset(5), Set.of(1), false);
    get(group.groups.seek(seek));

    GroupView view = get(group.groups.copy(STREAM, GROUP, copy));

    assertThat(view.group()).isEqualTo(copy);
    assertThat(view.lag()).isEqualTo(group.describe().lag()).isEqualTo(4 + 2);
    assertThat(offsets(get(group.groups.poll(PollRequest.of(STREAM, copy, A, 10, 0)))))
        .containsExactly(0L, 2L, 4L, 5L, 6L, 7L);
    assertThat(refusal(group.groups.copy(STREAM, GROUP, copy))).isEqualTo(ErrorCode.GROUP_EXISTS);
  }

  @Test
  void tellsHowOldTheFirstUncommittedEventIs() {
    assertThat(group.describe().lagMs()).isZero();
    group.publish(2);
    long published = System.currentTimeMillis();

    until(() -> group.describe().lagMs() > 20);

    assertThat(group.describe().lagMs())
        .isLessThanOrEqualTo(System.currentTimeMillis() - published + 1_000);
    group.poll(A);
    group.poll(A);
    assertThat(group.describe().lagMs()).isZero();
  }
}
