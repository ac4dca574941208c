package io.thalweg.core.group.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.bus.SettleReply;
import io.thalweg.core.bus.Verdict;
import io.thalweg.core.group.Seeds;
import io.thalweg.core.model.QueueOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Workers that come, work, forget, give back, and say things late or twice, on a queue that is
 * restarted and overtaken by retention, in virtual time. What must hold is checked at each step,
 * from what workers saw alone. See {@link Seeds}.
 */
class QueueSimulationTest {
  private static final int STEPS = 120;

  @Test
  void losesDoublesAndReordersNothing() {
    Seeds.of("shared group simulation", 3_000, 200_000).forEach(seed -> new World(seed).run());
  }

  private static final class World {
    private final Random random;
    private final boolean ordered;
    private final int deliveriesMax;
    private final QueueDesk desk;
    private final List<Handed> given = new ArrayList<>();
    private final Map<Long, Long> heldUntil = new HashMap<>();
    private final Map<Long, Long> heldBy = new HashMap<>();
    private final Map<Long, Integer> counted = new HashMap<>();
    private final Set<Long> settled = new HashSet<>();
    private final Set<Long> buried = new HashSet<>();
    private long floor;

    World(long seed) {
      random = new Random(seed);
      ordered = random.nextBoolean();
      deliveriesMax = 1 + random.nextInt(4);
      desk =
          new QueueDesk(
              QueueDesk.config(
                  ordered ? QueueOrder.KEY : QueueOrder.NONE,
                  1 + random.nextInt(12),
                  deliveriesMax));
    }

    void run() {
      for (int i = 0; i < STEPS; i++) {
        step();
        check();
      }
      finish();
    }

    private void step() {
      switch (random.nextInt(12)) {
        case 0, 1 -> publish();
        case 2, 3, 4 -> handOut();
        case 5, 6, 7 -> settle();
        case 8 -> desk.now += random.nextInt(6_000);
        case 9 -> desk.run(new QueueCommand.Expire());
        case 10 -> bury();
        default -> rare();
      }
    }

    private void rare() {
      if (random.nextInt(4) == 0) {
        desk.minOffset = Math.min(desk.keys.size(), desk.minOffset + random.nextInt(3));
      } else {
        desk.restart();
      }
    }

    private void publish() {
      for (int i = random.nextInt(5); i >= 0; i--) {
        boolean keyed = ordered && random.nextInt(4) > 0;
        desk.publishWithKeys(keyed ? random.nextInt(3) : Pending.NO_KEY);
      }
    }

    private void handOut() {
      // What was read may be old when it is decided.
      QueueCommand.HandOut read = desk.command(1 + random.nextInt(6));
      if (random.nextInt(3) == 0) {
        given(desk.handOut(1 + random.nextInt(3)));
      }
      given(desk.run(read));
    }

    private void given(Handed handed) {
      if (handed.isEmpty()) {
        return;
      }
      given.add(handed);
      for (int i = 0; i < handed.offsets().length; i++) {
        long offset = handed.offsets()[i];
        assertThat(settled).as("settled is not handed out").doesNotContain(offset);
        assertThat(buried).as("buried is not handed out").doesNotContain(offset);
        assertThat(heldUntil.getOrDefault(offset, 0L))
            .as("nobody else has " + offset)
            .isLessThanOrEqualTo(desk.now);
        int count = counted.merge(offset, 1, Integer::sum);
        assertThat(handed.deliveries()[i]).as("count of " + offset).isEqualTo(count);
        assertThat(count).isLessThanOrEqualTo(deliveriesMax);
        checkOrder(offset);
        heldUntil.put(offset, handed.until());
        heldBy.put(offset, handed.lease());
      }
    }

    private void checkOrder(long offset) {
      int key = desk.keys.get((int) offset);
      for (long before = desk.minOffset; ordered && before < offset; before++) {
        boolean over = settled.contains(before) || buried.contains(before);
        if (desk.keys.get((int) before) == key && key != Pending.NO_KEY) {
          assertThat(over).as(offset + " is behind " + before + " of its key").isTrue();
        }
      }
    }

    private void settle() {
      if (given.isEmpty()) {
        return;
      }
      Handed handed = given.get(random.nextInt(given.size()));
      Verdict verdict = verdict();
      Long[] some =
          Arrays.stream(handed.offsets())
              .filter(offset -> random.nextInt(3) > 0)
              .boxed()
              .toArray(Long[]::new);
      SettleReply reply = desk.settle(handed, verdict, some);
      for (long offset : reply.accepted()) {
        assertThat(heldBy.get(offset)).as("owner of " + offset).isEqualTo(handed.lease());
        accepted(offset, verdict);
      }
      for (long offset : reply.settledBefore()) {
        assertThat(settled.contains(offset) || buried.contains(offset) || offset < desk.minOffset)
            .as(offset + " was settled before")
            .isTrue();
      }
    }

    private Verdict verdict() {
      return switch (random.nextInt(6)) {
        case 0 -> new Verdict.Nack(random.nextInt(3_000), "of no use");
        case 1 -> QueueDesk.NACK;
        case 2 -> new Verdict.Extend(1_000 + random.nextInt(9_000));
        case 3 -> new Verdict.Undelivered();
        default -> QueueDesk.ACK;
      };
    }

    private void accepted(long offset, Verdict verdict) {
      if (verdict instanceof Verdict.Extend extend) {
        heldUntil.put(offset, desk.now + extend.leaseMs());
        return;
      }
      heldUntil.remove(offset);
      heldBy.remove(offset);
      if (verdict instanceof Verdict.Ack) {
        assertThat(settled.add(offset)).as(offset + " is settled once").isTrue();
      } else if (verdict instanceof Verdict.Undelivered) {
        counted.merge(offset, -1, Integer::sum);
      }
    }

    private void bury() {
      for (long offset : desk.doomed()) {
        assertThat(counted.get(offset)).as("doomed too early").isEqualTo(deliveriesMax);
        assertThat(buried.add(offset)).as(offset + " is buried once").isTrue();
        assertThat(settled).doesNotContain(offset);
        desk.bury(List.of(offset));
      }
    }

    private void check() {
      assertThat(desk.state.floor()).as("floor").isGreaterThanOrEqualTo(floor);
      floor = desk.state.floor();
      assertThat(desk.state.pending())
          .hasSizeLessThanOrEqualTo(desk.state.identity().queue().inFlightMax());
      assertThat(desk.state.deadLettered()).isEqualTo(buried.size());
    }

    /** In the end there is nothing left, and each event has gone one way. */
    private void finish() {
      long end = desk.keys.size();
      for (int round = 0; desk.state.floor() < end; round++) {
        assertThat(round).as("it comes to an end").isLessThan(2_000);
        desk.now += 10_000;
        desk.run(new QueueCommand.Expire());
        bury();
        Handed handed = desk.handOut(5);
        given(handed);
        desk.settle(handed, QueueDesk.ACK).accepted().forEach(o -> accepted(o, QueueDesk.ACK));
      }
      for (long offset = desk.minOffset; offset < end; offset++) {
        assertThat(settled.contains(offset) ^ buried.contains(offset))
            .as(offset + " is settled or buried")
            .isTrue();
      }
    }
  }
}
