package io.thalweg.core.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.contract.SampleEvent;
import io.thalweg.core.model.TypePattern;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.record.RecordFormat;
import org.junit.jupiter.api.Test;

class EventFilterTest {
  private static final TypePattern USERS = new TypePattern("user.*");

  @Test
  void wantsEverything() {
    assertThat(EventFilter.ALL.isAll()).isTrue();
    assertThat(EventFilter.ALL.byPartition()).isFalse();
    assertThat(EventFilter.ALL.type()).isNull();
    assertThat(EventFilter.ALL.wantsPartition(9_999)).isTrue();
    assertThat(EventFilter.ALL.wants(9_999, Long.MAX_VALUE)).isTrue();
    assertThat(EventFilter.ALL.wants(event("any", 3, 5))).isTrue();
  }

  @Test
  void wantsOnePartition() {
    EventFilter filter = EventFilter.partition(2);

    assertThat(filter.isAll()).isFalse();
    assertThat(filter.byPartition()).isTrue();
    for (int partition = 0; partition < 5; partition++) {
      assertThat(filter.wantsPartition(partition)).isEqualTo(partition == 2);
      assertThat(filter.wants(partition, 0)).isEqualTo(partition == 2);
      assertThat(filter.wants(event("any", partition, 7))).isEqualTo(partition == 2);
    }
  }

  @Test
  void wantsEachPartitionFromItsStart() {
    EventFilter filter = EventFilter.starts(new long[] {5, -1, 0});

    assertThat(filter.wants(0, 4)).isFalse();
    assertThat(filter.wants(0, 5)).isTrue();
    assertThat(filter.wants(1, Long.MAX_VALUE - 1)).isFalse();
    assertThat(filter.wants(2, 0)).isTrue();
    assertThat(filter.wants(3, 100)).isFalse();
    assertThat(filter.wantsPartition(0)).isTrue();
    assertThat(filter.wantsPartition(1)).isFalse();
    assertThat(filter.wantsPartition(3)).isFalse();
  }

  @Test
  void isTheSameAboveAnOffsetIfItChoosesTheSameThere() {
    EventFilter low = EventFilter.starts(new long[] {5, -1, 0});
    EventFilter high = EventFilter.starts(new long[] {9, -1, 10});

    assertThat(low.above(10)).isEqualTo(high.above(10)).hasSameHashCodeAs(high.above(10));
    assertThat(low.above(9)).isNotEqualTo(high.above(9));
    assertThat(high.above(9).wants(2, 9)).isFalse();
    assertThat(high.above(9).wantsPartition(1)).isFalse();
    assertThat(low.above(10)).isNotEqualTo(low.withType(USERS).above(10));
    assertThat(EventFilter.ALL.above(10)).isEqualTo(EventFilter.ALL);
  }

  @Test
  void keepsTheStartsThatItWasMadeWith() {
    long[] starts = {5};
    EventFilter filter = EventFilter.starts(starts);

    starts[0] = 0;

    assertThat(filter.wants(0, 4)).isFalse();
  }

  @Test
  void wantsTypesThatFit() {
    EventFilter filter = EventFilter.ALL.withType(USERS);

    assertThat(filter.isAll()).isFalse();
    assertThat(filter.byPartition()).isFalse();
    assertThat(filter.type()).isEqualTo(USERS);
    assertThat(filter.wants(event("user.signup", 0, 0))).isTrue();
    assertThat(filter.wants(event("order.paid", 0, 0))).isFalse();
  }

  @Test
  void wantsTypesOfAPartition() {
    EventFilter filter = EventFilter.partition(1).withType(USERS);

    assertThat(filter.wants(event("user.signup", 1, 0))).isTrue();
    assertThat(filter.wants(event("user.signup", 0, 0))).isFalse();
    assertThat(filter.wants(event("order.paid", 1, 0))).isFalse();
  }

  private static EventCursor event(String type, int partition, long offset) {
    EventBatch batch = SampleEvent.batch(SampleEvent.of(type));
    RecordFormat.place(batch.array(), 0, offset, 0, partition, 0);
    EventCursor cursor = batch.cursor();
    cursor.next();
    return cursor;
  }
}
