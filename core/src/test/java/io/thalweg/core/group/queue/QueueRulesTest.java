package io.thalweg.core.group.queue;

import static io.thalweg.core.group.queue.QueueDesk.ACK;
import static io.thalweg.core.group.queue.QueueDesk.NACK;
import static io.thalweg.core.group.queue.QueueDesk.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.core.bus.SettleReply;
import io.thalweg.core.bus.Verdict;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.QueueOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueRulesTest {
  private final QueueDesk desk = new QueueDesk(config(QueueOrder.NONE, 10, 3));

  @Test
  void givesEachEventToOneWorker() {
    desk.publish(3);

    assertThat(desk.handOut(2).offsets()).containsExactly(0, 1);
    assertThat(desk.handOut(2).offsets()).containsExactly(2);
    assertThat(desk.handOut(2).isEmpty()).isTrue();
  }

  @Test
  void forgetsWhatIsSettledAndMovesItsFloorForward() {
    Handed handed = desk.publish(3).handOut(3);

    desk.settle(handed, ACK, 0L, 2L);

    assertThat(desk.state.floor()).isEqualTo(1);
    assertThat(desk.state.pending()).extracting(Pending::offset).containsExactly(1L);
    desk.settle(handed, ACK);
    assertThat(desk.state.floor()).isEqualTo(3);
  }

  @Test
  void handsOutAgainWhatWasNotSettledInTime() {
    Handed first = desk.publish(1).handOut(1);
    desk.now = first.until() - 1;
    assertThat(desk.handOut(1).isEmpty()).isTrue();

    desk.now = first.until();
    Handed second = desk.handOut(1);

    assertThat(second.offsets()).containsExactly(0);
    assertThat(second.deliveries()).containsExactly(2);
    assertThat(desk.settle(first, ACK, 0L).lost()).containsExactly(0L);
    assertThat(desk.settle(second, ACK, 0L).accepted()).containsExactly(0L);
    assertThat(desk.settle(first, ACK, 0L).settledBefore()).containsExactly(0L);
  }

  @Test
  void takesALateWordAsLongAsNobodyElseHasTheEvent() {
    Handed handed = desk.publish(1).handOut(1);
    desk.now = handed.until() + 5_000;

    assertThat(desk.settle(handed, ACK, 0L).accepted()).containsExactly(0L);
  }

  @Test
  void tellsEachOffsetsFate() {
    Handed mine = desk.publish(3).handOut(1);
    Handed others = desk.handOut(1);

    SettleReply reply = desk.settle(mine, ACK, 2L, 1L, 0L, 0L, 99L);

    assertThat(reply.accepted()).containsExactly(0L);
    assertThat(reply.lost()).containsExactly(1L, 2L, 99L);
    assertThat(desk.settle(others, ACK).accepted()).containsExactly(1L);
  }

  @Test
  void keepsAnExtendedLease() {
    Handed handed = desk.publish(1).handOut(1);
    desk.now += 9_000;

    desk.settle(handed, new Verdict.Extend(60_000), 0L);

    desk.now += 59_999;
    assertThat(desk.handOut(1).isEmpty()).isTrue();
    desk.now += 1;
    assertThat(desk.handOut(1).deliveries()).containsExactly(2);
  }

  @Test
  void waitsTwiceAsLongAfterEachDelivery() {
    desk.publish(1);
    for (long delay : new long[] {1_000, 2_000}) {
      desk.settle(desk.handOut(1), NACK);
      desk.now += delay - 1;
      assertThat(desk.handOut(1).isEmpty()).isTrue();
      desk.now += 1;
    }
    assertThat(desk.handOut(1).deliveries()).containsExactly(3);
  }

  @Test
  void doomsWhatWasGivenBackTooOften() {
    desk.publish(2);
    for (int i = 0; i < 3; i++) {
      desk.settle(desk.handOut(1), new Verdict.Nack(0, "no such customer"));
    }

    assertThat(desk.state.pending().get(0).reason()).isEqualTo("no such customer");
    assertThat(desk.handOut(5).offsets()).containsExactly(1);
    desk.bury(List.of(0L));
    assertThat(desk.state.deadLettered()).isEqualTo(1);
    assertThat(desk.state.floor()).isEqualTo(1);
    assertThatThrownBy(() -> desk.bury(List.of(0L))).isInstanceOf(StreamException.class);
  }

  @Test
  void doomsWhatKilledItsWorkersTooOften() {
    desk.publish(1);
    for (int i = 0; i < 3; i++) {
      desk.now = desk.handOut(1).until();
    }
    assertThat(desk.handOut(1).isEmpty()).isTrue();

    desk.run(new QueueCommand.Expire());

    assertThat(desk.doomed()).containsExactly(0L);
  }

  @Test
  void doesNotCountWhatNeverReachedAWorker() {
    Handed handed = desk.publish(1).handOut(1);

    desk.settle(handed, new Verdict.Undelivered());

    assertThat(desk.handOut(1).deliveries()).containsExactly(1);
  }

  @Test
  void stopsAtItsLimitInFlight() {
    Handed handed = desk.publish(15).handOut(15);
    assertThat(handed.offsets()).hasSize(10);
    assertThat(desk.handOut(15).isEmpty()).isTrue();

    desk.settle(handed, ACK, 4L, 7L);

    assertThat(desk.handOut(15).offsets()).containsExactly(10, 11);
  }

  @Test
  void keepsOneEventOfAKeyInHand() {
    QueueDesk ordered = new QueueDesk(config(QueueOrder.KEY, 10, 3));
    ordered.publishWithKeys(5, 5, 6, Pending.NO_KEY, Pending.NO_KEY, 5);

    Handed first = ordered.handOut(10);

    assertThat(first.offsets()).containsExactly(0, 2, 3, 4);
    ordered.settle(first, new Verdict.Nack(500, null), 0L);
    assertThat(ordered.handOut(10).isEmpty()).isTrue();
    ordered.now += 500;
    Handed again = ordered.handOut(10);
    assertThat(again.offsets()).containsExactly(0);
    ordered.settle(again, ACK);
    assertThat(ordered.handOut(10).offsets()).containsExactly(1);
  }

  @Test
  void keepsAKeyWaitingUntilItsDoomedEventIsBuried() {
    QueueDesk ordered = new QueueDesk(config(QueueOrder.KEY, 10, 1));
    ordered.publishWithKeys(5, 5);
    ordered.settle(ordered.handOut(1), NACK);
    assertThat(ordered.handOut(2).isEmpty()).isTrue();

    ordered.bury(List.of(0L));

    assertThat(ordered.handOut(2).offsets()).containsExactly(1);
  }

  @Test
  void dropsWhatRetentionRemoved() {
    Handed handed = desk.publish(8).handOut(3);
    desk.now = handed.until();
    desk.minOffset = 5;

    assertThat(desk.handOut(10).offsets()).containsExactly(5, 6, 7);
    assertThat(desk.state.floor()).isEqualTo(5);
  }

  @Test
  void handsOutNothingWhilePaused() {
    desk.publish(1).run(new QueueCommand.Pause(true));
    assertThat(desk.handOut(1).isEmpty()).isTrue();

    desk.run(new QueueCommand.Pause(false));

    assertThat(desk.handOut(1).offsets()).containsExactly(0);
  }

  @Test
  void seeksUnderWorkersOnlyIfForced() {
    Handed handed = desk.publish(5).handOut(3);

    assertThatThrownBy(() -> desk.run(new QueueCommand.Seek(4, false, false)))
        .isInstanceOf(StreamException.class);
    desk.run(new QueueCommand.Seek(4, true, true));
    assertThat(desk.state.next()).isEqualTo(3);
    desk.run(new QueueCommand.Seek(4, true, false));

    assertThat(desk.handOut(5).offsets()).containsExactly(4);
    assertThat(desk.settle(handed, ACK, 1L).accepted()).isEmpty();
  }

  @Test
  void knowsItsLeasesAfterARestart() {
    desk.publish(4);
    Handed handed = desk.handOut(2);
    desk.settle(desk.handOut(1), new Verdict.Nack(3_000, null));
    desk.now += 3_000;
    desk.handOut(1);

    desk.restart();

    assertThat(desk.handOut(5).offsets()).containsExactly(3);
    assertThat(desk.settle(handed, ACK).accepted()).containsExactly(0L, 1L);
  }
}
