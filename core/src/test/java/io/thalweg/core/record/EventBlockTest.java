package io.thalweg.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.contract.SampleEvent;
import io.thalweg.core.contract.StoredEvent;
import org.junit.jupiter.api.Test;

class EventBlockTest {

  @Test
  void hasNothingInAnEmptyOne() {
    EventBlock empty = EventBlock.empty();

    assertThat(empty.isEmpty()).isTrue();
    assertThat(empty.bytes()).isZero();
    assertThat(empty.cursor().next()).isFalse();
  }

  @Test
  void showsThePartOfAnArrayThatItIsGiven() {
    EventBatch batch =
        SampleEvent.batch(SampleEvent.of("a"), SampleEvent.of("b"), SampleEvent.of("c"));
    int third = batch.bytes() / 3;

    EventBlock middle = new EventBlock(batch.array(), third, 2 * third, 1);

    assertThat(StoredEvent.in(middle).stream().map(StoredEvent::event))
        .containsExactly(SampleEvent.of("b"));
    assertThat(middle.bytes()).isEqualTo(third);
    assertThat(middle.isEmpty()).isFalse();
  }

  @Test
  void readsWhatTheStoragePlaced() {
    EventBatch batch = SampleEvent.batch(SampleEvent.of("a"), SampleEvent.of("b"));
    byte[] bytes = batch.array().clone();
    int second = batch.bytes() / 2;
    RecordFormat.place(bytes, 0, 41, 1_000, 65_535, 3);
    RecordFormat.place(bytes, second, 42, 1_001, 0, 0);

    assertThat(StoredEvent.in(new EventBlock(bytes, 0, batch.bytes(), 2)))
        .containsExactly(
            new StoredEvent(41, 65_535, 1_000, 3, SampleEvent.of("a")),
            new StoredEvent(42, 0, 1_001, 0, SampleEvent.of("b")));
  }
}
