package io.thalweg.core.group;

import static io.thalweg.core.group.GroupFixture.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.EventFields;
import io.thalweg.core.record.RecordFormat;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.vertx.core.Future;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Over a log whose reads pass over partitions that are not wanted, and stop short of what they look
 * for when they have looked at a few events of those that are.
 */
class FirstUncommittedTest {
  private static final int LOOKS_MAX = 10;

  private final List<ReadQuery> reads = new ArrayList<>();

  /** The partition of each event. */
  private int[] events = new int[0];

  private final StreamLog log =
      (StreamLog)
          Proxy.newProxyInstance(
              StreamLog.class.getClassLoader(),
              new Class<?>[] {StreamLog.class},
              (proxy, method, arguments) -> Future.succeededFuture(read((ReadQuery) arguments[0])));

  private ReadResult read(ReadQuery query) {
    reads.add(query);
    int looks = 0;
    int next = (int) query.from();
    for (; next < events.length && looks < LOOKS_MAX; next++) {
      if (query.filter().wants(events[next], next)) {
        return new ReadResult(event(next), next + 1, 0, events.length, 1);
      }
      looks += query.filter().wantsPartition(events[next]) ? 1 : 0;
    }
    return new ReadResult(EventBlock.empty(), next, 0, events.length, 1);
  }

  private EventBlock event(int offset) {
    EventBatch batch = EventBatch.of(new EventFields().type("t").data("1"));
    RecordFormat.place(batch.array(), 0, offset, timeOf(offset), events[offset], 0);
    return new EventBlock(batch.array(), 0, batch.bytes(), 1);
  }

  private static long timeOf(int offset) {
    return 1_000 + offset;
  }

  @Test
  void looksAtNoPartitionWithoutLag() {
    events = new int[] {0, 0, 0, 0, 0, 0, 0, 2, 1};

    assertThat(timestamp(new long[] {0, 7, 5}, new long[] {0, 1, 1})).isEqualTo(timeOf(7));
    assertThat(reads.get(0).from()).isEqualTo(5);
    assertThat(reads.get(0).filter().wantsPartition(0)).isFalse();
  }

  @Test
  void readsNothingWithoutAnyLag() {
    assertThat(timestamp(new long[] {0, 7}, new long[] {0, 0})).isEqualTo(FirstUncommitted.NONE);
    assertThat(reads).isEmpty();
  }

  @Test
  void findsAnEventFarBehindManyOfPartitionsThatAreCommitted() {
    events = new int[100_000];
    Arrays.fill(events, 1);
    events[70_000] = 0;

    assertThat(timestamp(new long[] {0, 80_000}, new long[] {1, 20_000})).isEqualTo(timeOf(70_000));
    assertThat(reads).hasSizeLessThan(5);
  }

  @Test
  void findsTheFirstOfAllPartitions() {
    events = new int[100_000];
    Arrays.fill(events, 1);
    events[70_000] = 0;
    events[60_000] = 2;

    assertThat(timestamp(new long[] {0, 65_000, 9}, new long[] {1, 34_999, 1}))
        .isEqualTo(timeOf(60_000));
    assertThat(timestamp(new long[] {0, 50_000, 9}, new long[] {1, 49_998, 1}))
        .isEqualTo(timeOf(50_000));
  }

  @Test
  void endsWithoutWhatRetentionHasRemovedMeanwhile() {
    events = new int[1_000];
    Arrays.fill(events, 1);

    assertThat(timestamp(new long[] {0, 1_000}, new long[] {1, 0}))
        .isEqualTo(FirstUncommitted.NONE);
  }

  private long timestamp(long[] committed, long[] lags) {
    return FirstUncommitted.timestamp(log, STREAM, committed, lags).result();
  }
}
