package io.thalweg.storage.file.commit;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.spi.StreamChangeListener;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.thalweg.storage.file.journal.Journal;
import io.thalweg.storage.file.stream.StreamAppender;
import io.thalweg.storage.file.stream.Streams;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Takes what callers want, all that waits in one turn, and decides it, one call after the other.
 * {@link CommitsUnderWay} makes it durable; while that waits for the disk the next calls gather.
 * Its thread is never interrupted.
 */
public final class CommitThread {
  private static final int CALLS_MAX = 10_000;
  private static final int CHUNK_MEMORY_BYTES = 32 * 1024 * 1024;

  private final Streams streams;
  private final WriteGate gate;
  private final Backlog backlog;
  private final LongSupplier clock;
  private final StreamAppender appender;
  private final JournalThread journalThread;
  private final Announcer announcer;
  private final CommitsUnderWay commits;
  private final CallQueue queue = new CallQueue(CALLS_MAX);
  private final Replies replies = new Replies();
  private final Thread thread = new Thread(this::run, "thalweg-file-commit");
  private StreamException noRoom;

  public CommitThread(
      Streams streams,
      StreamAppender appender,
      Journal journal,
      WriteGate gate,
      Backlog backlog,
      LongSupplier clock) {
    this.streams = streams;
    this.gate = gate;
    this.backlog = backlog;
    this.clock = clock;
    this.appender = appender;
    this.journalThread = new JournalThread(journal, queue::wake);
    this.announcer = new Announcer(backlog);
    this.commits =
        new CommitsUnderWay(streams, appender, journal, journalThread, gate, announcer, replies);
  }

  public void start() {
    fitChunks();
    journalThread.start();
    thread.start();
  }

  public void onStreamChange(StreamChangeListener newListener) {
    announcer.onStreamChange(newListener);
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
      calls.forEach(this::handle);
      commits.goOn();
    }
    commits.finish();
  }

  private void handle(Call call) {
    try {
      if (call instanceof WriteCall write) {
        decide(write);
        commits.goOnIfLarge();
      } else if (call instanceof LookCall<?> look) {
        commits.finish();
        look.run();
        replies.add(look.reply());
      } else {
        change((ChangeCall<?>) call);
      }
    } catch (RuntimeException | Error bug) {
      gate.close("a bug in the commit thread", bug);
      commits.leave(call);
      call.reply().fail(gate.refusal());
      replies.add(call.reply());
    }
  }

  private void decide(WriteCall call) {
    long nowMs = clock.getAsLong();
    commits.open().join(call);
    while (!call.isDecided()) {
      call.decide(outcome(call.nextBatch(), nowMs));
      if (!call.isDecided() && commits.hasEnough()) {
        commits.finish();
      }
    }
  }

  private WriteOutcome outcome(WriteBatch batch, long nowMs) {
    if (commits.open().frame().isEmpty()) {
      noRoom =
          hasRoom() ? null : CommitsUnderWay.full("the segments cannot follow the journal", null);
    }
    if (!gate.isOpen()) {
      return WriteOutcome.refused(gate.refusal());
    }
    return noRoom == null ? commits.open().decide(batch, nowMs) : WriteOutcome.refused(noRoom);
  }

  private boolean hasRoom() {
    if (!backlog.isCrowded()) {
      return true;
    }
    // The backlog knows of nothing before it is shown, so it could not make room of it.
    commits.finishHandedOver();
    return backlog.awaitRoom();
  }

  private <T> void change(ChangeCall<T> call) {
    try {
      call.reply().succeed(commits.commitAlone(call.change(), clock.getAsLong()));
      fitChunks();
      announcer.changed(call.change());
    } catch (StreamException refusal) {
      call.reply().fail(refusal);
    }
    replies.add(call.reply());
  }

  /** Each stream holds one chunk of memory that it fills: the more streams, the smaller. */
  private void fitChunks() {
    appender.chunkBytesMax(CHUNK_MEMORY_BYTES / Math.max(1, streams.size()));
  }
}
