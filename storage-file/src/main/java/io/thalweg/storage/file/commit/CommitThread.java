package io.thalweg.storage.file.commit;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.StreamChangeListener;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.thalweg.storage.file.disk.DiskFailure;
import io.thalweg.storage.file.disk.UnsyncedException;
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
 * Gathers what callers want, decides it, makes it durable with one forced write, shows it, answers.
 * While it waits for the disk the next calls gather. A large write goes to the {@link
 * JournalThread}, and the next commit is put together meanwhile; there are never more than these
 * two. Its thread is never interrupted.
 */
public final class CommitThread {
  private static final Logger LOG = LoggerFactory.getLogger(CommitThread.class);
  private static final int CALLS_MAX = 10_000;
  private static final int CHUNK_MEMORY_BYTES = 32 * 1024 * 1024;
  private static final int FRAME_BYTES_ENOUGH = 4 * 1024 * 1024;

  /** Writing less takes no longer than two threads take to tell each other of it. */
  private static final int FRAME_BYTES_LARGE = 256 * 1024;

  private final Streams streams;
  private final Journal journal;
  private final WriteGate gate;
  private final Backlog backlog;
  private final LongSupplier clock;
  private final StreamAppender appender;
  private final JournalThread journalThread;
  private final CallQueue queue = new CallQueue(CALLS_MAX);
  private final Replies replies = new Replies();
  private final Thread thread = new Thread(this::run, "thalweg-file-commit");
  private volatile StreamChangeListener listener = stream -> {};
  private Commit open;
  private Commit handedOver;
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
    this.journalThread = new JournalThread(journal, queue::wake);
    this.open = new Commit(streams, appender);
    this.handedOver = new Commit(streams, appender);
    open.follow(handedOver);
    handedOver.follow(open);
  }

  public void start() {
    fitChunks();
    journalThread.start();
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
    journalThread.close();
  }

  private void run() {
    for (List<Call> calls = queue.take(); calls != null; calls = queue.take()) {
      for (Call call : calls) {
        handle(call);
        if (open.frame().bytes() >= FRAME_BYTES_LARGE) {
          goOn();
        }
      }
      goOn();
    }
    finish();
  }

  private void handle(Call call) {
    try {
      if (call instanceof WriteCall write) {
        decide(write);
        return;
      }
      finish();
      if (call instanceof LookCall<?> look) {
        look.run();
        replies.add(look.reply());
      } else {
        change((ChangeCall<?>) call);
      }
    } catch (RuntimeException | Error bug) {
      gate.close("a bug in the commit thread", bug);
      open.leave(call);
      call.reply().fail(gate.refusal());
      replies.add(call.reply());
    }
  }

  private void decide(WriteCall call) {
    long nowMs = clock.getAsLong();
    open.join(call);
    while (!call.isDecided()) {
      call.decide(outcome(call.nextBatch(), nowMs));
      if (!call.isDecided() && open.frame().bytes() >= FRAME_BYTES_ENOUGH) {
        finish();
      }
    }
  }

  private WriteOutcome outcome(WriteBatch batch, long nowMs) {
    if (open.frame().isEmpty()) {
      noRoom = hasRoom() ? null : full("the segments cannot follow the journal", null);
    }
    if (!gate.isOpen()) {
      return WriteOutcome.refused(gate.refusal());
    }
    return noRoom == null ? open.decide(batch, nowMs) : WriteOutcome.refused(noRoom);
  }

  private boolean hasRoom() {
    if (!backlog.isCrowded()) {
      return true;
    }
    // The backlog knows of nothing before it is shown, so it could not make room of it.
    finishHandedOver();
    return backlog.awaitRoom();
  }

  /** Writes what has gathered, unless the journal is still at what gathered before. */
  private void goOn() {
    if (journalThread.hasFrame()
        && !journalThread.isWritten()
        && open.frame().bytes() < FRAME_BYTES_ENOUGH) {
      return;
    }
    finishHandedOver();
    if (open.frame().bytes() >= FRAME_BYTES_LARGE && gate.isOpen()) {
      handOver();
    } else {
      finishOpen();
    }
  }

  /** Makes everything that was decided durable, shows it and answers. */
  private void finish() {
    finishHandedOver();
    finishOpen();
  }

  private void handOver() {
    Commit ended = open;
    open = handedOver;
    handedOver = ended;
    ended.end();
    journalThread.begin(ended.frame());
  }

  private void finishHandedOver() {
    if (!journalThread.hasFrame()) {
      return;
    }
    Throwable failure = journalThread.awaitOutcome();
    if (failure == null) {
      publish(handedOver);
    } else {
      failed(failure);
      answer(open);
    }
    answer(handedOver);
  }

  private void finishOpen() {
    open.end();
    if (!gate.isOpen()) {
      abandon();
    } else if (!open.frame().isEmpty()) {
      writeOpen();
    }
    answer(open);
  }

  private void writeOpen() {
    try {
      journal.commit(open.frame());
    } catch (IOException | RuntimeException failure) {
      failed(failure);
      return;
    }
    publish(open);
  }

  /** A write to the journal failed: whatever was to follow it cannot be there, either. */
  private void failed(Throwable failure) {
    abandon();
    if (isFull(failure)) {
      StreamException refusal = full("the journal could not be written", failure);
      handedOver.refuse(refusal);
      open.refuse(refusal);
    } else {
      gate.close("a commit failed", failure);
    }
  }

  /** Takes back what is not shown, the newest first. */
  private void abandon() {
    try {
      open.abandon();
      handedOver.abandon();
    } catch (RuntimeException bug) {
      gate.close("a commit could not be taken back", bug);
    }
  }

  private void publish(Commit commit) {
    commit.publish(
        stream -> {
          backlog.committed(stream);
          tell(stream.name());
        });
    backlog.committed();
  }

  private void answer(Commit commit) {
    if (!gate.isOpen()) {
      commit.fail(gate.refusal());
    }
    commit.answer(replies);
    replies.send();
  }

  private <T> void change(ChangeCall<T> call) {
    replies.add(call.reply());
    if (!gate.isOpen()) {
      call.reply().fail(gate.refusal());
      return;
    }
    try {
      call.change().prepare(open.frame(), clock.getAsLong());
      if (!open.frame().isEmpty()) {
        journal.commit(open.frame());
      }
      call.reply().succeed(call.change().apply());
      fitChunks();
      call.change().changed().forEach(this::tell);
      backlog.committed();
    } catch (StreamException refusal) {
      call.reply().fail(refusal);
    } catch (IOException failure) {
      if (isFull(failure)) {
        call.reply().fail(full("the journal could not be written", failure));
      } else {
        gate.close("a commit failed", failure);
        call.reply().fail(gate.refusal());
      }
    } finally {
      open.frame().clear();
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

  private static boolean isFull(Throwable failure) {
    return failure instanceof IOException io
        && !(failure instanceof UnsyncedException)
        && DiskFailure.isFull(io);
  }

  private static StreamException full(String what, Throwable cause) {
    return StreamException.caused(
        ErrorCode.STORAGE_FULL, "the disk is full: " + what + "; nothing was stored", cause);
  }
}
