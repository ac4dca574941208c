package io.thalweg.storage.file;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.Durability;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.model.StreamStats;
import io.thalweg.core.spi.GroupRecord;
import io.thalweg.core.spi.Lease;
import io.thalweg.core.spi.LocalLeases;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.core.spi.StorageHealth;
import io.thalweg.core.spi.StorageSpi;
import io.thalweg.core.spi.StreamChangeListener;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.thalweg.storage.file.commit.Reply;
import io.thalweg.storage.file.disk.Disk;
import io.thalweg.storage.file.stream.StreamLog;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The embedded file log. This class only passes calls on: what changes anything to the commit
 * thread, what memory can answer to memory, the rest to the reader threads.
 */
final class FileStorage implements StorageSpi {
  private static final int CONCURRENT_WRITES_MAX = 64;

  private final Vertx vertx;
  private final FileOptions options;
  private final Disk disk;
  private final LongSupplier clock;
  private final LocalLeases leases = new LocalLeases();
  private volatile Future<Void> opening = Future.succeededFuture();
  private volatile OpenStorage open;
  private volatile StreamChangeListener listener = stream -> {};

  FileStorage(Vertx vertx, FileOptions options, Disk disk, LongSupplier clock) {
    this.vertx = vertx;
    this.options = options;
    this.disk = disk;
    this.clock = clock;
  }

  @Override
  public Future<Void> open() {
    opening =
        onOwnThread(
            "thalweg-file-open",
            vertx.getOrCreateContext(),
            () -> {
              OpenStorage opened = OpenStorage.open(options, disk, clock);
              opened.commits().onStreamChange(stream -> listener.changed(stream));
              open = opened;
              return null;
            });
    return opening;
  }

  @Override
  public Future<Void> close() {
    Context context = vertx.getOrCreateContext();
    return opening.transform(opened -> closeOpen(context));
  }

  private Future<Void> closeOpen(Context context) {
    OpenStorage closing = open;
    open = null;
    if (closing == null) {
      return Future.succeededFuture();
    }
    return onOwnThread(
        "thalweg-file-close",
        context,
        () -> {
          closing.close();
          return null;
        });
  }

  private static <T> Future<T> onOwnThread(String name, Context context, Callable<T> task) {
    Reply<T> reply = new Reply<>(context);
    Runnable run =
        () -> {
          try {
            reply.send(task.call());
          } catch (Throwable failure) {
            reply.sendFailure(
                failure instanceof StreamException
                    ? failure
                    : StreamException.caused(
                        ErrorCode.UNAVAILABLE,
                        // Of many failures of files the message is nothing but the path.
                        "the file storage failed: " + failure,
                        failure));
          }
        };
    new Thread(run, name).start();
    return reply.future();
  }

  @Override
  public Durability durability() {
    return options.durability();
  }

  @Override
  public StorageHealth health() {
    OpenStorage now = open;
    if (now == null) {
      return StorageHealth.down("the file storage in " + options.dataDir() + " is not open");
    }
    if (!now.gate().isOpen()) {
      return StorageHealth.writesRefused(now.gate().refusal().getMessage());
    }
    return now.isFull()
        ? StorageHealth.writesRefused("the disk of " + options.dataDir() + " is full: make room")
        : StorageHealth.OK;
  }

  @Override
  public int concurrentWritesMax() {
    return CONCURRENT_WRITES_MAX;
  }

  @Override
  public void onStreamChange(StreamChangeListener newListener) {
    listener = newListener;
  }

  @Override
  public Future<List<WriteOutcome>> write(List<WriteBatch> batches) {
    return whenWritable(now -> now.commits().write(batches, vertx.getOrCreateContext()));
  }

  @Override
  public Future<StreamInfo> createStream(StreamName name, StreamConfig config) {
    return whenWritable(
        now ->
            now.commits().change(now.catalog().create(name, config), vertx.getOrCreateContext()));
  }

  @Override
  public Future<StreamInfo> alterStream(StreamName name, long generation, StreamConfig config) {
    return whenWritable(
        now ->
            now.commits()
                .change(now.catalog().alter(name, generation, config), vertx.getOrCreateContext()));
  }

  @Override
  public Future<Void> deleteStream(StreamName name) {
    return whenWritable(
        now -> now.commits().change(now.catalog().delete(name), vertx.getOrCreateContext()));
  }

  @Override
  public Future<StreamInfo> stream(StreamName name) {
    return whenOpen(now -> Future.succeededFuture(now.streams().existing(name).info()));
  }

  @Override
  public Future<List<StreamName>> streams(String prefix, String after, int limit) {
    return whenOpen(now -> Future.succeededFuture(now.streams().names(prefix, after, limit)));
  }

  @Override
  public Future<GroupRecord> group(StreamName stream, GroupName group) {
    return whenOpen(
        now -> {
          GroupRecord record = now.streams().existing(stream).groups().get(group);
          if (record == null) {
            throw StreamException.of(
                ErrorCode.GROUP_NOT_FOUND, "the stream " + stream + " has no group " + group);
          }
          return Future.succeededFuture(record);
        });
  }

  @Override
  public Future<List<GroupName>> groups(StreamName stream) {
    return whenOpen(
        now ->
            Future.succeededFuture(List.copyOf(now.streams().existing(stream).groups().keySet())));
  }

  @Override
  public Future<ReadResult> read(ReadQuery query) {
    return whenOpen(
        now -> {
          StreamLog stream = now.streams().existing(query.stream());
          return now.pages().read(stream, query, vertx.getOrCreateContext());
        });
  }

  @Override
  public Future<Long> offsetAtTime(StreamName name, long epochMs) {
    return whenOpen(
        now -> {
          StreamLog stream = now.streams().existing(name);
          return onReader(now, () -> now.reads().offsetAtTime(stream, epochMs));
        });
  }

  @Override
  public Future<Map<Integer, Long>> countFrom(StreamName name, Map<Integer, Long> positions) {
    return whenOpen(
        now -> {
          PartitionCounts counts = new PartitionCounts(now.reads(), now.streams().existing(name));
          return look(now, () -> counts.look(positions.keySet()))
              .compose(seen -> onReader(now, () -> counts.countFrom(seen, positions)));
        });
  }

  @Override
  public Future<StreamStats> stats(StreamName name) {
    return whenOpen(
        now -> {
          PartitionCounts counts = new PartitionCounts(now.reads(), now.streams().existing(name));
          return look(now, counts::lookAll)
              .compose(
                  seen ->
                      seen.isComplete()
                          ? Future.succeededFuture(seen.stats())
                          : onReader(now, () -> counts.complete(seen)));
        });
  }

  @Override
  public Future<Void> enforceRetention(long nowMs) {
    return whenWritable(now -> new RetentionRound(now, vertx.getOrCreateContext(), nowMs).run());
  }

  @Override
  public Future<Lease> lease(String name, String holder, long durationMs) {
    return whenOpen(now -> leases.lease(name, holder, durationMs));
  }

  @Override
  public Future<Void> release(String name, String holder) {
    return whenOpen(now -> leases.release(name, holder));
  }

  private <T> Future<T> look(OpenStorage now, Supplier<T> look) {
    return now.commits().look(look, vertx.getOrCreateContext());
  }

  private <T> Future<T> onReader(OpenStorage now, Callable<T> task) {
    return now.readers().run(task, vertx.getOrCreateContext());
  }

  private interface Use<T> {
    Future<T> on(OpenStorage now);
  }

  private <T> Future<T> whenWritable(Use<T> use) {
    return whenOpen(
        now -> now.gate().isOpen() ? use.on(now) : Future.failedFuture(now.gate().refusal()));
  }

  private <T> Future<T> whenOpen(Use<T> use) {
    OpenStorage now = open;
    if (now == null) {
      return Future.failedFuture(
          StreamException.of(ErrorCode.UNAVAILABLE, "the file storage is not open"));
    }
    try {
      return use.on(now);
    } catch (StreamException refusal) {
      return Future.failedFuture(refusal);
    }
  }
}
