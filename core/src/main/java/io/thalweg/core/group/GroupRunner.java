package io.thalweg.core.group;

import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.group.queue.Queues;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.spi.GroupRecord;
import io.thalweg.core.spi.GroupWrite;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Runs the commands of one group: decides them one after the other, stores what they change, and
 * replies when it is stored. Not thread-safe: belongs to one context.
 *
 * <p>While a write is under way further commands are decided on top of it; what they change
 * together is the next write. If a write is refused, everything decided on top of it is forgotten
 * and the group is read again from the storage. If the outcome of a write is not known, what was to
 * be written is fenced off before.
 *
 * <p>A command may also be lent to a transaction, which stores it together with more; while one
 * wants that or does it, others wait undecided.
 */
final class GroupRunner {
  /** Commands that may wait for the storage. */
  static final int PENDING_MAX = 20_000;

  /** How a write may fail that will not be stored later either. */
  private static final Set<ErrorCode> KNOWN_NOT_STORED =
      EnumSet.of(ErrorCode.FENCED, ErrorCode.OVERLOADED, ErrorCode.STORAGE_FULL);

  private final GroupKey key;
  private final StreamLog log;
  private final GroupLoads loads;
  private final LongSupplier clock;
  private final Listener listener;
  private final Borrowers borrowers = new Borrowers();
  private final Deque<Submitted<?>> undecided = new ArrayDeque<>();
  private List<Submitted<?>> beingStored = new ArrayList<>();
  private List<Submitted<?>> toBeStored = new ArrayList<>();
  private GroupState stored;
  private GroupState state;
  private GroupState inStorageSoon;
  private GroupState lastKnown;
  private int incarnation;
  private boolean loading;
  private boolean lending;
  private boolean inDoubt;
  private StreamException gone;

  /** Hears of changes. */
  interface Listener {
    /** Calls that wait should look again. */
    void changed();

    /** Another generation is stored. */
    void rebalanced();

    /** The group is no more. */
    void gone(StreamException reason);
  }

  /**
   * @param loads how the group is read
   * @param clock milliseconds that never go back
   */
  GroupRunner(
      GroupKey key, StreamLog log, GroupLoads loads, LongSupplier clock, Listener listener) {
    this.key = key;
    this.log = log;
    this.loads = loads;
    this.clock = clock;
    this.listener = listener;
  }

  <R> Future<R> submit(GroupCommand<R> command) {
    return submit(command, reply -> {});
  }

  /**
   * Runs a command.
   *
   * @param decided hears the reply as soon as it is decided, before it is stored; maybe again if a
   *     refused write makes the command be decided anew
   */
  <R> Future<R> submit(GroupCommand<R> command, Consumer<R> decided) {
    Submitted<R> submitted = new Submitted<>(command, decided);
    if (gone != null) {
      submitted.fail(gone);
    } else if (isFull()) {
      submitted.fail(tooMany());
    } else if (state == null || borrowers.any()) {
      undecided.add(submitted);
      loadIfUnknown();
    } else {
      decide(submitted);
      flush();
    }
    return submitted.future();
  }

  /** Decides a command when all before it is stored, and leaves storing it to the caller. */
  <R> Future<Loan<R>> lend(GroupCommand<R> command) {
    if (gone != null || isFull()) {
      return Future.failedFuture(gone != null ? gone : tooMany());
    }
    Future<Loan<R>> loan = borrowers.add(command, clock.getAsLong());
    loadIfUnknown();
    lendIfIdle();
    return loan;
  }

  /** What came before this moment is decided before what is submitted now. */
  long heardUntil() {
    return borrowers.heardUntil(clock.getAsLong());
  }

  private boolean isFull() {
    return undecided.size() + toBeStored.size() + borrowers.waiting() >= PENDING_MAX;
  }

  private static StreamException tooMany() {
    return StreamException.of(
        ErrorCode.OVERLOADED, "too many calls of the group wait to be stored");
  }

  /** What was decided last, stored or not; null if that is not known now. */
  GroupState state() {
    return state;
  }

  /** Differs after the group was read from the storage again: tickets of before are void. */
  int incarnation() {
    return incarnation;
  }

  /** 0 if it is not known now. */
  long sessionTimeoutMs() {
    return state == null ? 0 : state.sessionTimeoutMs();
  }

  /** Whether the stream that was read is not the one that the group belongs to. */
  boolean isOfAnotherStream(long streamGeneration) {
    return state != null && state.identity().streamGeneration() != streamGeneration;
  }

  void closeAsNotFound() {
    close(key.notFound());
  }

  boolean isIdle() {
    return !inDoubt
        && undecided.isEmpty()
        && beingStored.isEmpty()
        && toBeStored.isEmpty()
        && !borrowers.any();
  }

  /** Ends everything. Commands fail with the reason from now on. */
  void close(StreamException reason) {
    if (gone != null) {
      return;
    }
    gone = reason;
    state = null;
    pending().forEach(submitted -> submitted.fail(reason));
    borrowers.refuse(reason);
    listener.gone(reason);
  }

  private void loadIfUnknown() {
    if (state != null || loading || isBeingDeleted()) {
      return;
    }
    loading = true;
    Future<GroupRecord> group = loads.load(key, inDoubt);
    Future<StreamInfo> stream = log.stream(key.stream());
    Future.all(group, stream)
        .onSuccess(both -> loaded(group.result(), stream.result()))
        .onFailure(
            failure -> {
              loading = false;
              forget(StreamException.from(failure));
            });
  }

  /** Decided and not stored yet: what comes behind it waits for how that ends. */
  private boolean isBeingDeleted() {
    return state == null && !(toBeStored.isEmpty() && beingStored.isEmpty());
  }

  private void loaded(GroupRecord group, StreamInfo stream) {
    loading = false;
    if (gone != null) {
      return;
    }
    if (group.streamGeneration() != stream.generation()) {
      close(key.notFound());
      return;
    }
    if (Queues.isShared(group)) {
      close(Queues.otherMode("shared"));
      return;
    }
    long ticketBase = loads.firstTickets().getAsLong();
    inDoubt = false;
    GroupState restored = GroupCodec.restore(group, clock.getAsLong(), ticketBase);
    stored = lastKnown == null ? restored : restored.remembering(lastKnown);
    state = stored;
    incarnation++;
    decide(
        new Submitted<>(
            new GroupCommand.PartitionsAdded(stream.config().partitions(), stream.head()),
            nothing -> {}));
    decideUndecided();
    listener.changed();
  }

  private void decideUndecided() {
    while (!undecided.isEmpty()) {
      decide(undecided.poll());
    }
    flush();
  }

  private void decide(Submitted<?> submitted) {
    if (state == null) {
      submitted.fail(key.notFound());
      return;
    }
    GroupState before = state;
    try {
      state = submitted.decide(state, clock.getAsLong());
    } catch (RuntimeException refused) {
      submitted.fail(StreamException.from(refused));
      return;
    }
    if (submitted.waitsForStorage()) {
      toBeStored.add(submitted);
    } else {
      submitted.complete();
    }
    if (callsShouldLookAgain(before)) {
      listener.changed();
    }
  }

  private boolean callsShouldLookAgain(GroupState before) {
    return state != null
        && (state.generation() != before.generation()
            || state.shared().gaps().size() > before.shared().gaps().size());
  }

  private void flush() {
    if (inStorageSoon != null || !beingStored.isEmpty() || borrowers.lent()) {
      return;
    }
    List<Submitted<?>> batch = toBeStored;
    toBeStored = new ArrayList<>();
    if (stored == null || !GroupWrites.differ(stored, state)) {
      batch.forEach(Submitted::complete);
      lendIfIdle();
      return;
    }
    beingStored = batch;
    inStorageSoon = state;
    GroupWrite write = GroupWrites.between(stored, state);
    log.write(List.of(WriteBatch.of(write)))
        .onSuccess(outcomes -> writeEnded(write, outcomes.get(0)))
        .onFailure(failure -> storageFailed(StreamException.from(failure)));
  }

  private void writeEnded(GroupWrite write, WriteOutcome outcome) {
    if (!outcome.isStored()) {
      storageFailed(outcome.refusal());
      return;
    }
    if (gone != null) {
      return;
    }
    List<Submitted<?>> done = beingStored;
    beingStored = new ArrayList<>();
    nowStored(inStorageSoon);
    inStorageSoon = null;
    done.forEach(Submitted::complete);
    if (write.kind() == GroupWrite.Kind.DELETE) {
      close(key.notFound());
    } else {
      flush();
    }
  }

  private void nowStored(GroupState after) {
    boolean rebalanced = after != null && after.generation() > stored.generation();
    stored = after;
    if (rebalanced) {
      listener.rebalanced();
    }
  }

  private void lendIfIdle() {
    if (lending) {
      // A loan ended before it was handed out: the loop below goes on.
      return;
    }
    lending = true;
    while (isAllStored() && borrowers.lendNext(state, clock.getAsLong(), new Ending())) {
      // One was lent or refused.
    }
    lending = false;
    if (state != null && !borrowers.any() && !undecided.isEmpty()) {
      decideUndecided();
    }
  }

  private boolean isAllStored() {
    return state != null && inStorageSoon == null && beingStored.isEmpty() && toBeStored.isEmpty();
  }

  /** What a loan that ends does to the group. */
  private final class Ending implements Loan.Settling {
    @Override
    public void stored(GroupState after) {
      GroupState before = state;
      borrowers.returned();
      if (gone == null) {
        state = after;
        nowStored(after);
        if (callsShouldLookAgain(before)) {
          listener.changed();
        }
        decideUndecided();
      }
    }

    @Override
    public void refused() {
      borrowers.returned();
      if (gone == null) {
        decideUndecided();
      }
    }

    @Override
    public void lost(StreamException reason) {
      borrowers.returned();
      if (gone == null) {
        storageFailed(reason);
      }
    }
  }

  private void storageFailed(StreamException reason) {
    inDoubt |= !KNOWN_NOT_STORED.contains(reason.code());
    forget(reason);
  }

  /** Nothing that was decided since the last write is known to hold. */
  private void forget(StreamException reason) {
    boolean isGone =
        reason.code() == ErrorCode.GROUP_NOT_FOUND || reason.code() == ErrorCode.STREAM_NOT_FOUND;
    if (isGone) {
      close(reason);
      return;
    }
    lastKnown = state == null ? lastKnown : state;
    state = null;
    stored = null;
    inStorageSoon = null;
    if (reason.code() == ErrorCode.FENCED) {
      decideAnew(reason);
    } else {
      pending().forEach(submitted -> submitted.fail(reason));
      borrowers.refuse(reason);
    }
  }

  /** On what is stored instead: nobody who waits undecided is to blame. */
  private void decideAnew(StreamException reason) {
    List<Submitted<?>> undecidedYet = List.copyOf(undecided);
    undecided.clear();
    for (Submitted<?> submitted : pending()) {
      if (submitted.retry()) {
        undecided.add(submitted);
      } else {
        submitted.fail(reason);
      }
    }
    undecided.addAll(undecidedYet);
    if (!undecided.isEmpty() || borrowers.any()) {
      loadIfUnknown();
    }
  }

  private List<Submitted<?>> pending() {
    List<Submitted<?>> all = new ArrayList<>(beingStored);
    all.addAll(toBeStored);
    all.addAll(undecided);
    beingStored = new ArrayList<>();
    toBeStored = new ArrayList<>();
    undecided.clear();
    return all;
  }
}
