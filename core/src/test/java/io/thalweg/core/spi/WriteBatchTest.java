package io.thalweg.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.thalweg.core.contract.SampleEvent;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WriteBatchTest {
  private static final StreamName ORDERS = new StreamName("orders");
  private static final EventBatch EVENTS = SampleEvent.batch(SampleEvent.of("a"));

  @Test
  void countsTheBytesOfAllItsEvents() {
    StreamAppend append = StreamAppend.of(ORDERS, EVENTS);
    StreamAppend other = StreamAppend.of(new StreamName("payments"), EVENTS);

    assertThat(new WriteBatch(List.of(append, other), List.of()).bytes())
        .isEqualTo(2 * EVENTS.bytes());
    assertThat(
            WriteBatch.of(GroupWrite.commit(ORDERS, new GroupName("g"), 0, Map.of(0, 1L))).bytes())
        .isZero();
  }

  @Test
  void keepsWhatItWasMadeWith() {
    List<StreamAppend> appends = new ArrayList<>(List.of(StreamAppend.of(ORDERS, EVENTS)));
    WriteBatch batch = new WriteBatch(appends, List.of());

    appends.clear();

    assertThat(batch.appends()).hasSize(1);
  }

  @Test
  void namesNothingTwice() {
    StreamAppend append = StreamAppend.of(ORDERS, EVENTS);
    GroupWrite commit = GroupWrite.commit(ORDERS, new GroupName("g"), 0, Map.of(0, 1L));
    GroupWrite other = GroupWrite.commit(ORDERS, new GroupName("h"), 0, Map.of(0, 1L));

    assertThat(new WriteBatch(List.of(append), List.of(commit, other)).groups()).hasSize(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WriteBatch(List.of(append, append), List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WriteBatch(List.of(), List.of(commit, other, commit)));
  }

  @Test
  void tellsWhatBecameOfIt() {
    WriteOutcome stored = WriteOutcome.stored(List.of(AppendResult.dense(1, 0, 0, null)));
    WriteOutcome refused = WriteOutcome.refused(StreamException.of(ErrorCode.FENCED, "too late"));

    assertThat(stored.isStored()).isTrue();
    assertThat(stored.appends()).hasSize(1);
    assertThat(WriteOutcome.stored(List.of()).isStored()).isTrue();
    assertThat(refused.isStored()).isFalse();
    assertThat(refused.appends()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"-1, 1, 1", "0, 0, 1", "0, 1, 0", "0, -1, 1"})
  void asksForNoNonsense(long from, int eventsMax, int bytesMax) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ReadQuery(ORDERS, from, EventFilter.ALL, eventsMax, bytesMax));
  }
}
