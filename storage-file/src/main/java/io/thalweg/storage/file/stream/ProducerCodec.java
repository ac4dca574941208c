package io.thalweg.storage.file.stream;

import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.ProducerRecord;
import io.thalweg.core.spi.ProducerStamp;
import io.thalweg.storage.file.disk.ByteSink;
import io.thalweg.storage.file.disk.ByteSource;
import java.util.ArrayList;
import java.util.List;

/** Producers and where their events are, as bytes for journal entries and checkpoints. */
public final class ProducerCodec {
  private static final int DENSE_IN_FIRST_PARTITION = 0;
  private static final int DENSE = 1;
  private static final int SPARSE = 2;

  private ProducerCodec() {}

  /** A stamped batch that is stored. */
  public static void writeStored(
      ByteSink sink, ProducerStamp stamp, List<AppendResult> appends, long storedAt) {
    sink.putText(stamp.producer()).putLong(stamp.epoch()).putLong(stamp.sequence());
    sink.putInt(stamp.count()).putLong(stamp.keepMs()).putLong(storedAt);
    writeResults(sink, appends);
  }

  /** Takes in what {@link #writeStored} wrote. */
  public static void readStored(ByteSource source, StreamLog stream) {
    ProducerStamp stamp =
        new ProducerStamp(
            stream.name(),
            source.readText(),
            source.readLong(),
            source.readLong(),
            source.readInt(),
            source.readLong());
    long storedAt = source.readLong();
    long windowMs = stream.config().dedupWindowMs();
    ProducerRecord before = stream.producers().get(stamp.producer(), storedAt, windowMs);
    stream
        .producers()
        .put(stamp.producer(), before.after(stamp, readResults(source), storedAt), windowMs);
  }

  static void writeRecord(ByteSink sink, String producer, ProducerRecord record) {
    sink.putText(producer).putLong(record.epoch()).putLong(record.nextSequence());
    sink.putLong(record.storedAt()).putLong(record.keepMs());
    sink.putInt(record.batches().size());
    for (ProducerRecord.Batch batch : record.batches()) {
      sink.putLong(batch.sequence()).putInt(batch.count());
      writeResults(sink, batch.appends());
    }
  }

  /** Reads what {@link #writeRecord} wrote behind the producer's name. */
  static ProducerRecord readRecord(ByteSource source) {
    long epoch = source.readLong();
    long nextSequence = source.readLong();
    long storedAt = source.readLong();
    long keepMs = source.readLong();
    List<ProducerRecord.Batch> batches = new ArrayList<>();
    for (int i = source.readInt(); i > 0; i--) {
      batches.add(
          new ProducerRecord.Batch(source.readLong(), source.readInt(), readResults(source)));
    }
    return new ProducerRecord(epoch, nextSequence, storedAt, keepMs, batches);
  }

  private static void writeResults(ByteSink sink, List<AppendResult> results) {
    sink.putInt(results.size());
    for (AppendResult result : results) {
      sink.putInt(result.count()).putInt(form(result));
      switch (form(result)) {
        case SPARSE -> writeSparse(sink, result);
        case DENSE -> {
          sink.putLong(result.offset(0)).putLong(result.timestamp(0));
          for (int i = 0; i < result.count(); i++) {
            sink.putInt(result.partition(i));
          }
        }
        default -> sink.putLong(result.offset(0)).putLong(result.timestamp(0));
      }
    }
  }

  private static void writeSparse(ByteSink sink, AppendResult result) {
    for (int i = 0; i < result.count(); i++) {
      sink.putLong(result.repeat(i) ? -1 - result.offset(i) : result.offset(i));
      sink.putLong(result.timestamp(i)).putInt(result.partition(i));
    }
  }

  private static List<AppendResult> readResults(ByteSource source) {
    List<AppendResult> results = new ArrayList<>();
    for (int i = source.readInt(); i > 0; i--) {
      results.add(readResult(source, source.readInt(), source.readInt()));
    }
    return results;
  }

  private static AppendResult readResult(ByteSource source, int count, int form) {
    int[] partitions = form == DENSE_IN_FIRST_PARTITION ? null : new int[count];
    if (form == SPARSE) {
      long[] offsets = new long[count];
      long[] timestamps = new long[count];
      for (int i = 0; i < count; i++) {
        offsets[i] = source.readLong();
        timestamps[i] = source.readLong();
        partitions[i] = source.readInt();
      }
      return AppendResult.withRepeats(offsets, timestamps, partitions);
    }
    long firstOffset = source.readLong();
    long timestamp = source.readLong();
    for (int i = 0; partitions != null && i < count; i++) {
      partitions[i] = source.readInt();
    }
    return AppendResult.dense(count, firstOffset, timestamp, partitions);
  }

  private static int form(AppendResult result) {
    if (!result.isDense()) {
      return SPARSE;
    }
    for (int i = 0; i < result.count(); i++) {
      if (result.partition(i) != 0) {
        return DENSE;
      }
    }
    return DENSE_IN_FIRST_PARTITION;
  }

  /** About how much memory keeping a result takes. */
  static long bytes(AppendResult result) {
    return switch (form(result)) {
      case SPARSE -> 20L * result.count();
      case DENSE -> 4L * result.count();
      default -> 0;
    };
  }
}
