package io.thalweg.core.group.queue;

import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.GroupRecord;
import io.thalweg.core.spi.GroupStore;
import io.thalweg.core.spi.GroupWrite;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Runs the commands of one shared group: decides them one after the other, stores what they change,
 * and replies when it is stored. Not thread-safe: belongs to one context.
 *
 * <p>While a write is under way further commands are decided on top of it; what they change
 * together is the next write. Each write raises the generation, so that it is refused if anybody
 * else wrote since; then everything decided on top is forgotten and the group is read again.
 */
final class QueueRunner {
  /** Commands that may wait for the storage. */
  static final int PENDING_MAX = 20_000;

  private final StreamName stream;
  private final GroupName group;
  private final StreamLog log;
  private final GroupStore groups;
  private final LongSupplier clock;
  private final Listener listener;
  private final Deque<Submitted<?>> undecided = new ArrayDeque<>();
  private final List<StreamAppend> letters = new ArrayList<>();
  private List<Submitted<?>> beingStored = new ArrayList<>();
  private List<Submitted<?>> toBeStored = new ArrayList<>();
  private QueueState stored;
  private QueueState state;
  private QueueState inStorageSoon;
  private boolean removed;
  private long generation;
  private boolean loading;
  private StreamException gone;

  /** Hears of changes. */
  interface Listener {
    /** There may be something to hand out, to wait for, or to bury. */
    void changed();

    /** The group is no more, or not a shared one. */
    void gone(StreamException reason);
  }

  /**
   * @param stored where the group is read from
   * @param clock epoch milliseconds that never go back
   */
  QueueRunner(
      StreamName stream,
      GroupName group,
      StreamLog log,
      GroupStore stored,
      LongSupplier clock,
      Listener listener) {
    this.stream = stream;
    this.group = group;
    this.log = log;
    this.groups = stored;
    this.clock = clock;
    this.listener = listener;
  }

  <R> Future<R> submit(QueueCommand<R> command) {
    return submit(command, reply -> {});
  }

  /**
   * Runs a command.
   *
   * @param decided hears the reply when it is decided first, before it is stored. What the future
   *     gives may be another one, if it had to be decided anew
   */
  <R> Future<R> submit(QueueCommand<R> command, Consumer<R> decided) {
    Submitted<R> submitted = new Submitted<>(command, decided);
    if (gone != null) {
      submitted.fail(gone);
    } else if (undecided.size() + toBeStored.size() >= PENDING_MAX) {
      submitted.fail(
          StreamException.of(
              ErrorCode.OVERLOADED, "too many calls of the group wait to be stored"));
    } else if (state == null && !removed) {
      undecided.add(submitted);
      load();
    } else {
      decide(submitted);
      flush();
    }
    return submitted.future();
  }

  /** What was decided last, stored or not; null if that is not known now. */
  QueueState state() {
    return state;
  }

  /** As it was stored last. */
  long generation() {
    return generation;
  }

  boolean isIdle() {
    return undecided.isEmpty() && beingStored.isEmpty() && toBeStored.isEmpty();
  }

  void closeAsNotFound() {
    close(notFound());
  }

  private StreamException notFound() {
    return StreamException.of(
        ErrorCode.GROUP_NOT_FOUND, "stream " + stream + " has no group " + group);
  }

  /** Ends everything. Commands fail with the reason from now on. */
  void close(StreamException reason) {
    if (gone != null) {
      return;
    }
    gone = reason;
    state = null;
    pending().forEach(submitted -> submitted.fail(reason));
    listener.gone(reason);
  }

  private void load() {
    if (loading) {
      return;
    }
    loading = true;
    Future<GroupRecord> record = groups.group(stream, group);
    Future<StreamInfo> info = log.stream(stream);
    Future.all(record, info)
        .onComplete(
            (both, failure) -> {
              loading = false;
              if (failure != null) {
                storageFailed(StreamException.from(failure));
              } else if (gone == null) {
                loaded(record.result(), info.result());
              }
            });
  }

  private void loaded(GroupRecord record, StreamInfo info) {
    if (record.streamGeneration() != info.generation()) {
      close(notFound());
    } else if (!QueueCodec.isShared(record)) {
      close(Queues.otherMode("partitioned"));
    } else {
      stored = QueueCodec.restore(record, clock.getAsLong());
      state = stored;
      generation = record.generation();
      while (!undecided.isEmpty()) {
        decide(undecided.poll());
      }
      flush();
      listener.changed();
    }
  }

  private <R> void decide(Submitted<R> submitted) {
    if (removed) {
      submitted.fail(notFound());
      return;
    }
    QueueDecision<R> decision;
    try {
      decision = submitted.decide(state, clock.getAsLong());
    } catch (RuntimeException refused) {
      submitted.fail(StreamException.from(refused));
      return;
    }
    boolean changes = decision.state() != state;
    state = decision.state();
    removed = state == null;
    if (decision.letters() != null) {
      letters.add(decision.letters());
    }
    toBeStored.add(submitted);
    submitted.tellDecided();
    if (changes) {
      listener.changed();
    }
  }

  private void flush() {
    if (!beingStored.isEmpty()) {
      return;
    }
    List<Submitted<?>> batch = toBeStored;
    toBeStored = new ArrayList<>();
    if (state == stored) {
      batch.forEach(Submitted::complete);
      return;
    }
    beingStored = batch;
    inStorageSoon = state;
    WriteBatch write = new WriteBatch(letters, List.of(write()));
    letters.clear();
    log.write(List.of(write))
        .onSuccess(outcomes -> writeEnded(write, outcomes.get(0)))
        .onFailure(failure -> storageFailed(StreamException.from(failure)));
  }

  private GroupWrite write() {
    return state == null
        ? GroupWrite.delete(stream, group, generation)
        : new GroupWrite(
            stream,
            group,
            GroupWrite.Kind.COMMIT,
            generation,
            generation + 1,
            QueueCodec.encode(state),
            Map.of());
  }

  private void writeEnded(WriteBatch write, WriteOutcome outcome) {
    if (!outcome.isStored()) {
      refused(outcome.refusal(), !write.appends().isEmpty());
      return;
    }
    if (gone != null) {
      return;
    }
    List<Submitted<?>> done = beingStored;
    beingStored = new ArrayList<>();
    stored = inStorageSoon;
    generation = write.groups().get(0).generation();
    done.forEach(Submitted::complete);
    if (stored == null) {
      close(notFound());
    } else {
      flush();
    }
  }

  /** What is stored is not known, or cannot be read. */
  private void storageFailed(StreamException reason) {
    refused(reason, false);
  }

  /**
   * Nothing that was decided since the last write is known to hold.
   *
   * @param withLetters whether the reason may be that of dead letters: then the group is as it was
   */
  private void refused(StreamException reason, boolean withLetters) {
    boolean isGone =
        reason.code() == ErrorCode.GROUP_NOT_FOUND
            || (reason.code() == ErrorCode.STREAM_NOT_FOUND && !withLetters);
    if (isGone || gone != null) {
      close(reason);
      return;
    }
    List<Submitted<?>> all = pending();
    state = null;
    stored = null;
    removed = false;
    for (Submitted<?> submitted : all) {
      if (submitted.retry(reason, withLetters)) {
        undecided.add(submitted);
      } else {
        submitted.fail(toldOutside(reason));
      }
    }
    if (!undecided.isEmpty()) {
      load();
    }
  }

  /** No caller gave a generation: who sees the group change hands is to come again. */
  private static StreamException toldOutside(StreamException reason) {
    return reason.code() == ErrorCode.FENCED
        ? StreamException.caused(
            ErrorCode.UNAVAILABLE, "the group's coordinator is being replaced", reason)
        : reason;
  }

  private List<Submitted<?>> pending() {
    List<Submitted<?>> all = new ArrayList<>(beingStored);
    all.addAll(toBeStored);
    all.addAll(undecided);
    beingStored = new ArrayList<>();
    toBeStored = new ArrayList<>();
    undecided.clear();
    letters.clear();
    return all;
  }
}
