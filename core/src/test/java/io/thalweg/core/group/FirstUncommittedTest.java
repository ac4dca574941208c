package io.thalweg.core.group;

import static io.thalweg.core.group.GroupFixture.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.spi.EventFilter;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.vertx.core.Future;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Over a log whose reads stop short of what they look for, each and every time. */
class FirstUncommittedTest {
  private final List<ReadQuery> reads = new ArrayList<>();
  private final StreamLog log =
      (StreamLog)
          Proxy.newProxyInstance(
              StreamLog.class.getClassLoader(),
              new Class<?>[] {StreamLog.class},
              (proxy, method, arguments) -> stopShort((ReadQuery) arguments[0]));

  private Future<ReadResult> stopShort(ReadQuery query) {
    reads.add(query);
    return Future.succeededFuture(
        new ReadResult(EventBlock.empty(), query.from() + 1, 0, 1_000_000, 1));
  }

  @Test
  void looksAtNoPartitionWithoutLag() {
    timestamp(new long[] {0, 7, 5}, new long[] {0, 1, 2});

    assertThat(reads.get(0).from()).isEqualTo(5);
    assertThat(reads.get(0).filter().wantsPartition(0)).isFalse();
    assertThat(reads.get(0).filter().wantsPartition(1)).isTrue();
  }

  @Test
  void readsNothingWithoutAnyLag() {
    assertThat(timestamp(new long[] {0, 7}, new long[] {0, 0})).isEqualTo(FirstUncommitted.NONE);
    assertThat(reads).isEmpty();
  }

  @Test
  void takesTheAgeOfAnyEventWhenItHasReadFarEnough() {
    timestamp(new long[] {0}, new long[] {1});

    assertThat(reads).hasSize(FirstUncommitted.READS_MAX + 1);
    assertThat(reads.get(FirstUncommitted.READS_MAX).filter()).isEqualTo(EventFilter.ALL);
  }

  private long timestamp(long[] committed, long[] lags) {
    return FirstUncommitted.timestamp(log, STREAM, committed, lags).result();
  }
}
