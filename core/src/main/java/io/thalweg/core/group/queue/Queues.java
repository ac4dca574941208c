package io.thalweg.core.group.queue;

import io.thalweg.core.bus.LeaseReply;
import io.thalweg.core.bus.LeaseRequest;
import io.thalweg.core.bus.ReplayReply;
import io.thalweg.core.bus.ReplayRequest;
import io.thalweg.core.bus.SeekReply;
import io.thalweg.core.bus.SettleReply;
import io.thalweg.core.bus.SettleRequest;
import io.thalweg.core.bus.StreamLog;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.GroupView;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.GroupRecord;
import io.thalweg.core.spi.GroupStore;
import io.thalweg.core.spi.GroupWrite;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * The shared groups that this node coordinates, read from the storage when they are first asked
 * for. All calls fail as {@link #otherMode} says if the group is a partitioned one. Not
 * thread-safe: belongs to one context.
 */
public final class Queues {
  /** Groups that may be active at once. */
  static final int ACTIVE_MAX = 50_000;

  private static final String MODE = "mode";

  private final Vertx vertx;
  private final StreamLog log;
  private final GroupStore stored;
  private final LongSupplier clock;
  private final IntConsumer onBuried;
  private final Map<Key, ActiveQueue> active = new HashMap<>();

  private record Key(StreamName stream, GroupName group) {}

  /**
   * @param stored where groups are read from when this node begins to coordinate them
   * @param clock milliseconds that never go back, since any moment
   * @param onBuried hears how many events became dead letters
   */
  public Queues(
      Vertx vertx, StreamLog log, GroupStore stored, LongSupplier clock, IntConsumer onBuried) {
    this.vertx = vertx;
    this.log = log;
    this.stored = stored;
    this.onBuried = onBuried;
    // Deadlines are stored, so they must mean something to who reads them after a restart.
    long epoch = System.currentTimeMillis() - clock.getAsLong();
    this.clock = () -> clock.getAsLong() + epoch;
  }

  /** What a call is refused with that is none for groups of this mode. */
  public static StreamException otherMode(String mode) {
    return StreamException.of(
            ErrorCode.CONFLICT, "not for this group: its mode is " + mode, Map.of(MODE, mode))
        .about("group");
  }

  /** Whether a call was refused because the group is a shared one. */
  public static boolean isOfShared(Throwable failure) {
    StreamException refusal = StreamException.from(failure);
    return refusal.code() == ErrorCode.CONFLICT && "shared".equals(refusal.details().get(MODE));
  }

  /** Whether the stored group is a shared one. */
  public static boolean isShared(GroupRecord record) {
    return QueueCodec.isShared(record);
  }

  /**
   * What stores a new group.
   *
   * @param identity with the dead letter stream named
   * @param generation above those of all groups that had the name before
   */
  public static GroupWrite creation(QueueIdentity identity, long start, long generation) {
    QueueState state = QueueState.starting(identity, start, generation);
    return new GroupWrite(
        identity.stream(),
        identity.group(),
        GroupWrite.Kind.CREATE,
        GroupWrite.ABSENT,
        generation,
        QueueCodec.encode(state),
        Map.of());
  }

  /** Whether the group is known as a shared one. */
  public boolean isActive(StreamName stream, GroupName group) {
    ActiveQueue found = active.get(new Key(stream, group));
    return found != null && found.isKnown();
  }

  public Future<LeaseReply> lease(LeaseRequest request) {
    return get(request.stream(), request.group()).compose(queue -> queue.lease(request));
  }

  public Future<SettleReply> settle(SettleRequest request) {
    QueueCommand.Settle command =
        new QueueCommand.Settle(request.lease(), request.offsets(), request.verdict());
    return submit(request.stream(), request.group(), command);
  }

  public Future<ReplayReply> replay(ReplayRequest request) {
    return submit(request.stream(), request.group(), new QueueCommand.Look())
        .compose(state -> new Replay(log, state.identity()).run(request));
  }

  public Future<GroupView> describe(StreamName stream, GroupName group) {
    return get(stream, group)
        .compose(
            queue ->
                queue
                    .submit(new QueueCommand.Look())
                    .compose(
                        state -> QueueViews.of(state, queue.generation(), log, clock.getAsLong())));
  }

  /**
   * Starts again elsewhere.
   *
   * @param offset not above the head
   */
  public Future<SeekReply> seek(
      StreamName stream, GroupName group, long offset, boolean force, boolean dryRun) {
    return submit(stream, group, new QueueCommand.Seek(offset, force, dryRun));
  }

  public Future<Void> pause(StreamName stream, GroupName group, boolean paused) {
    return submit(stream, group, new QueueCommand.Pause(paused));
  }

  /** Removes the group; replies the generation that it had come to. */
  public Future<Long> delete(StreamName stream, GroupName group) {
    return get(stream, group)
        .compose(queue -> queue.submit(new QueueCommand.Delete()).map(gone -> queue.generation()));
  }

  /** Forgets the group, whose callers are told that it is gone. */
  public void closeAsNotFound(StreamName stream, GroupName group) {
    ActiveQueue found = active.get(new Key(stream, group));
    if (found != null) {
      found.closeAsNotFound();
    }
  }

  /** How many are active. */
  public int count() {
    return active.size();
  }

  /** Lets leases end whose time is over, and forgets groups that nobody uses. */
  public void tick() {
    active.values().removeIf(ActiveQueue::isIdle);
    List.copyOf(active.values()).forEach(ActiveQueue::tick);
  }

  /** Lets go of all of them; callers are told the reason. */
  public void close(StreamException reason) {
    List.copyOf(active.values()).forEach(queue -> queue.close(reason));
  }

  private <R> Future<R> submit(StreamName stream, GroupName group, QueueCommand<R> command) {
    return get(stream, group).compose(queue -> queue.submit(command));
  }

  private Future<ActiveQueue> get(StreamName stream, GroupName group) {
    Key key = new Key(stream, group);
    ActiveQueue found = active.get(key);
    if (found == null && active.size() >= ACTIVE_MAX) {
      return Future.failedFuture(
          StreamException.of(ErrorCode.OVERLOADED, ACTIVE_MAX + " shared groups are active"));
    }
    if (found == null) {
      found =
          new ActiveQueue(
              stream, group, vertx, log, stored, clock, onBuried, gone -> active.remove(key, gone));
      active.put(key, found);
    }
    return Future.succeededFuture(found);
  }
}
