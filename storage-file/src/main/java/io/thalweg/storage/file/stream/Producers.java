package io.thalweg.storage.file.stream;

import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.ProducerRecord;
import io.thalweg.storage.file.disk.ByteSink;
import io.thalweg.storage.file.disk.ByteSource;
import java.util.HashMap;
import java.util.Map;

/**
 * The producers that a stream remembers. Owned by the commit thread.
 *
 * <p>They share the budget of the event ids: a kept batch whose events lie densely in one partition
 * counts as one id, and others by their size in memory.
 */
public final class Producers {
  private static final int SWEPT_MIN = 64;
  private static final int BYTES_OF_AN_ID = 50;

  private final IdBudget budget;
  private final Map<String, ProducerRecord> records = new HashMap<>();
  private int taken;
  private int sweepAbove = SWEPT_MIN;

  Producers(IdBudget budget) {
    this.budget = budget;
  }

  /** What is remembered of a producer, if anything. */
  public ProducerRecord get(String producer, long nowMs, long dedupWindowMs) {
    ProducerRecord record = records.get(producer);
    return record == null || record.isExpired(nowMs, dedupWindowMs)
        ? ProducerRecord.UNKNOWN
        : record;
  }

  /** Remembers a producer as it is now; forgets others that expired, when they have become many. */
  public void put(String producer, ProducerRecord record, long dedupWindowMs) {
    if (records.size() >= sweepAbove) {
      forgetExpired(record.storedAt(), dedupWindowMs);
      sweepAbove = Math.max(SWEPT_MIN, 2 * records.size());
    }
    ProducerRecord before = records.put(producer, record);
    charge(weight(record) - (before == null ? 0 : weight(before)));
  }

  void forgetExpired(long nowMs, long dedupWindowMs) {
    records
        .values()
        .removeIf(
            record -> {
              boolean isExpired = record.isExpired(nowMs, dedupWindowMs);
              if (isExpired) {
                charge(-weight(record));
              }
              return isExpired;
            });
  }

  void clear() {
    records.clear();
    charge(-taken);
  }

  private void charge(int weight) {
    taken += weight;
    budget.take(weight);
  }

  private static int weight(ProducerRecord record) {
    int weight = 1;
    for (ProducerRecord.Batch batch : record.batches()) {
      weight++;
      for (AppendResult result : batch.appends()) {
        weight += (int) (ProducerCodec.bytes(result) / BYTES_OF_AN_ID);
      }
    }
    return weight;
  }

  void writeTo(ByteSink sink) {
    sink.putInt(records.size());
    records.forEach((producer, record) -> ProducerCodec.writeRecord(sink, producer, record));
  }

  void readFrom(ByteSource source, long dedupWindowMs) {
    for (int i = source.readInt(); i > 0; i--) {
      String producer = source.readText();
      put(producer, ProducerCodec.readRecord(source), dedupWindowMs);
    }
  }
}
