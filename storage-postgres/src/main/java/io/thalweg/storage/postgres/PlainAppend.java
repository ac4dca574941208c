package io.thalweg.storage.postgres;

import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.Murmur2;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Batches of one append each, without ids and expected heads: all that the server adds to what is
 * sent is where each stream stood. Not thread-safe.
 */
final class PlainAppend implements WriteCall {
  private static final int PARAMETERS = 11;
  private static final String STATEMENT =
      "SELECT * FROM ${schema}.append(" + WriteCall.placeholders(PARAMETERS) + ")";

  private final Map<StreamName, Share> shares = new LinkedHashMap<>();
  private final List<Placed> placed;
  private final EventColumns events;
  private final Integer[] seqs;
  private final Long[] ends;
  private final Integer[] keyless;

  /** One stream's part of the call. */
  private static final class Share {
    final int index;
    int count;
    long bytes;
    int keyless;

    Share(int index) {
      this.index = index;
    }
  }

  /**
   * One batch: its events start at {@code from} in the columns and at {@code seq} in the stream.
   */
  private record Placed(StreamName stream, int index, int from, int seq, int count) {}

  PlainAppend(List<WriteBatch> batches) {
    int count = 0;
    for (WriteBatch batch : batches) {
      count += batch.appends().get(0).events().count();
    }
    placed = new ArrayList<>(batches.size());
    events = new EventColumns(count);
    seqs = new Integer[count];
    ends = new Long[count];
    keyless = new Integer[count];
    for (WriteBatch batch : batches) {
      add(batch.appends().get(0));
    }
  }

  private void add(StreamAppend append) {
    Share share = shares.get(append.stream());
    if (share == null) {
      share = new Share(shares.size() + 1);
      shares.put(append.stream(), share);
    }
    EventBatch batch = append.events();
    placed.add(
        new Placed(append.stream(), share.index, events.count(), share.count, batch.count()));
    Share mine = share;
    events.add(
        share.index,
        batch,
        (n, event) -> {
          seqs[n] = mine.count++;
          mine.bytes += event.length();
          ends[n] = mine.bytes;
          keyless[n] = mine.keyless;
          mine.keyless += event.keyHash() < 0 ? 1 : 0;
        });
  }

  @Override
  public String statement() {
    return STATEMENT;
  }

  @Override
  public Tuple parameters() {
    List<Share> all = List.copyOf(shares.values());
    return Tuple.wrap(
        new Object[] {
          shares.keySet().stream().map(StreamName::value).toArray(String[]::new),
          all.stream().map(share -> share.count).toArray(Integer[]::new),
          all.stream().map(share -> share.bytes).toArray(Long[]::new),
          all.stream().map(share -> share.keyless).toArray(Integer[]::new),
          events.streams,
          seqs,
          ends,
          events.hashes,
          keyless,
          events.shapes,
          events.bodies
        });
  }

  @Override
  public List<WriteOutcome> outcomes(Row row) {
    Integer[] ids = row.getArrayOfIntegers(0);
    Long[] heads = row.getArrayOfLongs(1);
    Long[] timestamps = row.getArrayOfLongs(2);
    Integer[] partitions = row.getArrayOfIntegers(3);
    Integer[] nextPartitions = row.getArrayOfIntegers(4);
    List<WriteOutcome> outcomes = new ArrayList<>(placed.size());
    for (Placed batch : placed) {
      int i = batch.index - 1;
      outcomes.add(
          ids[i] == null
              ? WriteOutcome.refused(WriteCall.noStream(batch.stream))
              : WriteOutcome.stored(
                  List.of(
                      AppendResult.dense(
                          batch.count,
                          heads[i] + batch.seq,
                          timestamps[i],
                          partitions(batch, partitions[i], nextPartitions[i])))));
    }
    return outcomes;
  }

  /** As the function does it: by the key's hash, or in turn. */
  private int[] partitions(Placed batch, int partitions, int nextPartition) {
    if (partitions == 1) {
      return null;
    }
    int[] chosen = new int[batch.count];
    for (int k = 0; k < batch.count; k++) {
      int n = batch.from + k;
      int hash = events.hashes[n];
      chosen[k] =
          hash >= 0
              ? Murmur2.partition(hash, partitions)
              : (int) (((long) nextPartition + keyless[n]) % partitions);
    }
    return chosen;
  }
}
