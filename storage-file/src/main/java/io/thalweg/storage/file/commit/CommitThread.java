package io.thalweg.storage.file.commit;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.StreamChangeListener;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.thalweg.storage.file.disk.DiskFailure;
import io.thalweg.storage.file.journal.Frame;
import io.thalweg.storage.file.journal.Journal;
import io.thalweg.storage.file.stream.StreamAppender;
import io.thalweg.storage.file.stream.Streams;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.io.IOException;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Gathers what callers want, decides it, has it made durable, and answers through its {@link
 * CommitLine}. While the disk is at work the next calls gather. Its thread is never interrupted.
 */
public final class CommitThread {
  private static final Logger LOG = LoggerFactory.getLogger(CommitThread.class);
  private static final int CALLS_MAX = 10_000;
  private static final int CHUNK_MEMORY_BYTES = 32 * 1024 * 1024;

  private final Streams streams;
  private final Journal journal;
  private final WriteGate gate;
  private final Backlog backlog;
  private final LongSupplier clock;
  private final StreamAppender appender;
  private final CommitLine line;
  private final CallQueue queue = new CallQueue(CALLS_MAX);
  private final Replies replies = new Replies();
  private final Thread thread = new Thread(this::run, "thalweg-file-commit");
  private volatile StreamChangeListener listener = stream -> {};
  private StreamException noRoom;

  public CommitThread(
      Streams streams,
      StreamAppender appender,
      Journal journal,
      WriteGate gate,
      Backlog backlog,
      LongSupplier clock) {
    this.streams = streams;
    this.journal = journal;
    this.gate = gate;
    this.backlog = backlog;
    this.clock = clock;
    this.appender = appender;
    this.line =
        new CommitLine(streams, appender, journal, gate, backlog, replies, queue::wake, this::tell);
  }

  public void start() {
    fitChunks();
    line.start();
    thread.start();
  }

  public void onStreamChange(StreamChangeListener newListener) {
    listener = newListener;
  }

  public Future<List<WriteOutcome>> write(List<WriteBatch> batches, Context context) {
    Reply<List<WriteOutcome>> reply = new Reply<>(context);
    return ask(new WriteCall(batches, reply), reply);
  }

  public <T> Future<T> change(Change<T> change, Context context) {
    Reply<T> reply = new Reply<>(context);
    return ask(new ChangeCall<>(change, reply), reply);
  }

  /** Looks at what only this thread may look at; what is seen is durable. */
  public <T> Future<T> look(Supplier<T> look, Context context) {
    Reply<T> reply = new Reply<>(context);
    return ask(new LookCall<>(look, reply), reply);
  }

  private <T> Future<T> ask(Call call, Reply<T> reply) {
    return switch (queue.offer(call)) {
      case TAKEN -> reply.future();
      case FULL ->
          Future.failedFuture(
              StreamException.of(
                  ErrorCode.OVERLOADED, CALLS_MAX + " calls wait for the storage already"));
      case CLOSED ->
          Future.failedFuture(
              StreamException.of(ErrorCode.UNAVAILABLE, "the storage has been closed"));
    };
  }

  /** Ends what was accepted and the thread with it; returns when both are done. */
  public void close() throws InterruptedException {
    queue.close();
    thread.join();
    line.close();
  }

  private void run() {
    for (List<Call> calls = queue.take(); calls != null; calls = queue.take()) {
      for (Call call : calls) {
        handle(call);
        move(line::decided);
      }
      move(line::goOn);
    }
    move(line::finish);
  }

  private void move(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error bug) {
      gate.close("a bug in the commit thread", bug);
    }
  }

  private void handle(Call call) {
    try {
      if (call instanceof WriteCall write) {
        decide(write);
        return;
      }
      line.finish();
      if (call instanceof LookCall<?> look) {
        look.run();
        replies.add(look.reply());
      } else {
        change((ChangeCall<?>) call);
      }
    } catch (RuntimeException | Error bug) {
      gate.close("a bug in the commit thread", bug);
      line.open().leave(call);
      call.reply().fail(gate.refusal());
      replies.add(call.reply());
    }
  }

  private void decide(WriteCall call) {
    long nowMs = clock.getAsLong();
    Commit commit = line.open();
    commit.join(call);
    while (!call.isDecided()) {
      call.decide(outcome(call.nextBatch(), nowMs));
    }
  }

  private WriteOutcome outcome(WriteBatch batch, long nowMs) {
    Commit commit = line.open();
    if (commit.frame().isEmpty()) {
      noRoom = hasRoom() ? null : CommitLine.full("the segments cannot follow the journal", null);
    }
    if (!gate.isOpen()) {
      return WriteOutcome.refused(gate.refusal());
    }
    return noRoom == null ? commit.decide(batch, nowMs) : WriteOutcome.refused(noRoom);
  }

  private boolean hasRoom() {
    if (!backlog.isCrowded()) {
      return true;
    }
    // The backlog knows of nothing before it is shown, so it could not make room of it.
    line.finishHandedOver();
    return backlog.awaitRoom();
  }

  private <T> void change(ChangeCall<T> call) {
    replies.add(call.reply());
    if (!gate.isOpen()) {
      call.reply().fail(gate.refusal());
      return;
    }
    Frame frame = line.open().frame();
    try {
      call.change().prepare(frame, clock.getAsLong());
      if (!frame.isEmpty()) {
        journal.commit(frame);
      }
      call.reply().succeed(call.change().apply());
      fitChunks();
      call.change().changed().forEach(this::tell);
      backlog.committed();
    } catch (StreamException refusal) {
      call.reply().fail(refusal);
    } catch (IOException failure) {
      if (DiskFailure.isFull(failure)) {
        call.reply().fail(CommitLine.full("the journal could not be written", failure));
      } else {
        gate.close("a commit failed", failure);
        call.reply().fail(gate.refusal());
      }
    } finally {
      frame.clear();
    }
  }

  /** Each stream holds one chunk of memory that it fills: the more streams, the smaller. */
  private void fitChunks() {
    appender.chunkBytesMax(CHUNK_MEMORY_BYTES / Math.max(1, streams.size()));
  }

  private void tell(StreamName stream) {
    try {
      listener.changed(stream);
    } catch (RuntimeException bug) {
      LOG.error("a listener failed on a change of stream " + stream, bug);
    }
  }
}
