package io.thalweg.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.spi.AppendResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which partition an event goes to. */
abstract class PartitionsChapter extends ContractChapter {
  /** What Kafka's default partitioner gives these keys among 1,000 partitions. */
  private static final Map<String, Integer> OF_THOUSAND = new LinkedHashMap<>();

  static {
    OF_THOUSAND.put("", 681);
    OF_THOUSAND.put("a", 524);
    OF_THOUSAND.put("ab", 434);
    OF_THOUSAND.put("abc", 107);
    OF_THOUSAND.put("123456789", 566);
    OF_THOUSAND.put("\u0000 ", 742);
    OF_THOUSAND.put("21", 340);
    OF_THOUSAND.put("foobar", 166);
    OF_THOUSAND.put("a-little-bit-long-string", 112);
    OF_THOUSAND.put("a-little-bit-longer-string", 819);
  }

  PartitionsChapter(StorageContract contract, boolean reopens) {
    super(contract, reopens);
  }

  @Test
  void putsAKeyWhereKafkaWouldPutIt() {
    create(ORDERS, config(1_000));
    SampleEvent[] events =
        OF_THOUSAND.keySet().stream().map(event("a")::withKey).toArray(SampleEvent[]::new);

    AppendResult result = append(ORDERS, events);
    revisit();

    assertThat(partitions(result)).containsExactlyElementsOf(OF_THOUSAND.values());
    assertThat(readAll(ORDERS).stream().map(StoredEvent::partition))
        .containsExactlyElementsOf(OF_THOUSAND.values());
  }

  @Test
  void putsAKeyInTheSamePartitionEachTime() {
    create(ORDERS, config(5));
    int first = append(ORDERS, event("a").withKey("user-123")).partition(0);
    revisit();

    AppendResult later =
        append(ORDERS, event("b"), event("c").withKey("user-123"), event("d").withKey("user-123"));

    assertThat(List.of(later.partition(1), later.partition(2))).containsExactly(first, first);
  }

  @Test
  void putsEventsWithoutKeyIntoOnePartitionAfterTheOther() {
    create(ORDERS, config(3));

    List<Integer> partitions = new ArrayList<>(partitions(append(ORDERS, events(4))));
    partitions.addAll(partitions(append(ORDERS, event("single"))));
    partitions.addAll(partitions(append(ORDERS, events(4))));

    int start = partitions.get(0);
    assertThat(partitions)
        .containsExactlyElementsOf(
            IntStream.range(start, start + 9).map(i -> i % 3).boxed().toList());
  }

  @Test
  void sharesOutEventsWithoutKeyAfterARestartToo() {
    create(ORDERS, config(4));
    append(ORDERS, events(3));
    revisit();

    assertThat(partitions(append(ORDERS, events(4)))).containsExactlyInAnyOrder(0, 1, 2, 3);
  }

  @Test
  void usesRaisedPartitionsFromThenOnAndLeavesOldEventsWhereTheyAre() {
    create(ORDERS, config(1));
    append(ORDERS, event("old").withKey("abc"), event("old"));

    alter(ORDERS, config(1_000));
    revisit();
    AppendResult keyed = append(ORDERS, event("new").withKey("abc"));
    AppendResult keyless = append(ORDERS, events(1_000));
    revisit();

    assertThat(keyed.partition(0)).isEqualTo(107);
    assertThat(partitions(keyless))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 1_000).boxed().toList());
    assertThat(readAll(ORDERS).stream().limit(3).map(StoredEvent::partition))
        .containsExactly(0, 0, 107);
  }

  @Test
  void hasRoomForAsManyPartitionsAsAStreamMayHave() {
    create(ORDERS, config(StreamConfig.PARTITIONS_MAX));

    AppendResult result = append(ORDERS, event("a").withKey("lkjh234lh9fiuh90y23oiuhsafujhadof"));
    revisit();

    StoredEvent found = readAll(ORDERS).get(0);
    assertThat(found.partition()).isEqualTo(result.partition(0));
    assertThat(await(storage().stats(ORDERS)).partitions()).hasSize(StreamConfig.PARTITIONS_MAX);
  }
}
