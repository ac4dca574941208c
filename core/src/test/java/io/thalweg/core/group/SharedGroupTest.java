package io.thalweg.core.group;

import static io.thalweg.core.group.GroupFixture.STREAM;
import static io.thalweg.core.group.GroupFixture.get;
import static io.thalweg.core.group.GroupFixture.refusal;
import static io.thalweg.core.group.GroupFixture.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.bus.LeaseReply;
import io.thalweg.core.bus.LeaseRequest;
import io.thalweg.core.bus.SettleReply;
import io.thalweg.core.bus.SettleRequest;
import io.thalweg.core.bus.Verdict;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.model.GroupConfig;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.QueueConfig;
import io.thalweg.core.model.QueueOrder;
import io.thalweg.core.model.QueueView;
import io.thalweg.core.model.StartPoint;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.spi.GroupRecord;
import io.thalweg.core.spi.GroupWrite;
import io.thalweg.core.spi.WriteBatch;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Shared groups through the coordinator: with reads, writes, restarts and rivals. */
class SharedGroupTest {
  private static final GroupName WORKERS = new GroupName("workers");
  private static final StreamName DEAD = new StreamName("orders.workers.dead");
  private static final Verdict ACK = new Verdict.Ack();

  private final GroupFixture fixture = new GroupFixture(2);

  @AfterEach
  void close() {
    fixture.close();
  }

  private void create(int deliveriesMax) {
    QueueConfig queue = new QueueConfig(QueueOrder.NONE, 30_000, 50, deliveriesMax, 0, 0, null);
    get(fixture.groups.create(STREAM, WORKERS, GroupConfig.shared(StartPoint.EARLIEST, queue)));
  }

  private Future<LeaseReply> lease(int limit, long waitMs) {
    return fixture.groups.lease(
        new LeaseRequest(STREAM, WORKERS, limit, 1 << 20, LeaseRequest.AS_CREATED, waitMs));
  }

  private SettleReply settle(LeaseReply lease, Verdict verdict) {
    return get(
        fixture.groups.settle(
            new SettleRequest(STREAM, WORKERS, lease.lease(), List.of(), verdict)));
  }

  private QueueView work() {
    return get(fixture.groups.describe(STREAM, WORKERS)).queue();
  }

  private static List<Long> offsets(LeaseReply reply) {
    List<Long> offsets = new ArrayList<>();
    for (EventCursor event = reply.events().cursor(); event.next(); ) {
      offsets.add(event.offset());
    }
    return offsets;
  }

  @Test
  void keepsLeasesAndCountsOverARestart() {
    fixture.publish(3);
    create(5);
    LeaseReply first = get(lease(2, 0));
    settle(get(lease(1, 0)), new Verdict.Nack(0, null));

    fixture.restartCoordinator();

    LeaseReply second = get(lease(5, 0));
    assertThat(offsets(second)).containsExactly(2L);
    assertThat(second.deliveries()).containsExactly(2);
    assertThat(settle(first, ACK).accepted()).containsExactly(0L, 1L);
    assertThat(work().floor()).isEqualTo(2);
  }

  @Test
  void handsOutWhatFallsDueWhileItLooks() {
    fixture.publish(1);
    create(1_000);
    LeaseReply lease = get(lease(1, 0));
    fixture.passAtEachLook(1);

    for (int delayMs = 1; delayMs <= 40; delayMs++) {
      settle(lease, new Verdict.Nack(delayMs, null));
      lease = get(lease(1, 5_000));
      assertThat(offsets(lease)).as("after a delay of %d ms", delayMs).containsExactly(0L);
    }
  }

  @Test
  void endsLeasesOverARestart() {
    fixture.publish(1);
    create(5);
    get(lease(1, 0));
    fixture.restartCoordinator();
    assertThat(get(lease(1, 0)).events().isEmpty()).isTrue();

    fixture.skip(30_000);

    assertThat(get(lease(1, 0)).deliveries()).containsExactly(2);
  }

  @Test
  void buriesWhatARestartLeftDoomed() {
    fixture.publish(1);
    create(1);
    get(lease(1, 0));
    fixture.restartCoordinator();
    fixture.skip(30_000);

    until(() -> work().deadLettered() == 1);

    assertThat(get(fixture.storage.stream(DEAD)).head()).isEqualTo(1);
    assertThat(work().floor()).isEqualTo(1);
  }

  @Test
  void givesEachEventToOneOfManyWorkersAtOnce() {
    fixture.publish(200);
    create(5);
    Set<Long> seen = new HashSet<>();

    for (int round = 0; seen.size() < 200; round++) {
      assertThat(round).isLessThan(100);
      List<Future<LeaseReply>> workers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        workers.add(lease(7, 0));
      }
      for (Future<LeaseReply> worker : workers) {
        LeaseReply reply = get(worker);
        offsets(reply).forEach(offset -> assertThat(seen.add(offset)).isTrue());
        settle(reply, ACK);
      }
    }
    assertThat(work().floor()).isEqualTo(200);
  }

  @Test
  void readsTheGroupAgainIfAnotherCoordinatorWrote() {
    fixture.publish(2);
    create(5);
    LeaseReply before = get(lease(1, 0));
    GroupRecord record = get(fixture.storage.group(STREAM, WORKERS));
    GroupWrite rival =
        new GroupWrite(
            STREAM,
            WORKERS,
            GroupWrite.Kind.COMMIT,
            record.generation(),
            record.generation() + 1,
            record.state(),
            Map.of());
    get(fixture.storage.write(List.of(WriteBatch.of(rival))));

    assertThat(settle(before, ACK).accepted()).containsExactly(0L);
    assertThat(offsets(get(lease(2, 0)))).containsExactly(1L);
  }

  @Test
  void tellsWorkersThatWaitThatTheGroupIsGone() {
    create(5);
    Future<LeaseReply> waiting = lease(1, 20_000);
    get(fixture.groups.describe(STREAM, WORKERS));

    get(fixture.groups.delete(STREAM, WORKERS));

    assertThat(refusal(waiting)).isEqualTo(ErrorCode.GROUP_NOT_FOUND);
  }

  @Test
  void answersWithNothingWhenTheTimeToWaitIsOver() {
    create(5);

    assertThat(get(lease(1, 100)).events().isEmpty()).isTrue();
  }

  @Test
  void wakesWhoWaitsForRoom() {
    fixture.publish(60);
    create(5);
    LeaseReply full = get(lease(100, 0));
    assertThat(full.events().count()).isEqualTo(50);
    Future<LeaseReply> waiting = lease(100, 10_000);

    settle(full, ACK);

    assertThat(get(waiting).events().count()).isEqualTo(10);
  }
}
