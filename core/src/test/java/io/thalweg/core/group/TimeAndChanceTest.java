package io.thalweg.core.group;

import static io.thalweg.core.group.GroupFixture.A;
import static io.thalweg.core.group.GroupFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.bus.StreamClient;
import io.vertx.core.Promise;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TimeAndChanceTest {
  private static final long NOW_MS = 1_795_310_269_123L;

  @Test
  void drawsAtTwoNodesWhatDiffersByMoreThanAFewCalls() {
    Set<Long> hundreds = new HashSet<>();
    for (int seed = 0; seed < 20; seed++) {
      hundreds.add(new TimeAndChance(() -> NOW_MS, new Random(seed)).getAsLong() / 100);
    }

    assertThat(hundreds).hasSize(20);
  }

  @Test
  void isWhereTheTicketsOfAGroupBegin() {
    try (GroupFixture group = new GroupFixture(1)) {
      StreamClient log = new StreamClient(group.vertx, group.addresses);
      GroupLoads loads = new GroupLoads(log, log, () -> 5_000);
      Promise<Long> ticket = Promise.promise();
      group.vertx.runOnContext(
          now ->
              new Groups(group.vertx, log, loads, () -> 1, new GroupMeter())
                  .poll(group.as(A, 0))
                  .map(reply -> reply.ticket())
                  .onComplete(ticket));

      assertThat(get(ticket.future())).isBetween(5_000L, 5_010L);
    }
  }
}
