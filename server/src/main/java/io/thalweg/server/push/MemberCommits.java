package io.thalweg.server.push;

import io.thalweg.core.bus.CommitReply;
import io.thalweg.core.bus.CommitRequest;
import io.thalweg.core.bus.GroupCalls;
import io.thalweg.core.bus.MemberRequest;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Commits what a member acknowledges, one call at a time: acknowledgements that come while one is
 * under way become the next one. Not thread-safe: belongs to the member's context.
 */
final class MemberCommits {
  private final GroupCalls groups;
  private final MemberRequest member;
  private final Listener listener;
  private final Map<Integer, InFlight.Sent> waiting = new LinkedHashMap<>();
  private final Promise<Void> finished = Promise.promise();
  private boolean underWay;
  private boolean oneByOne;
  private boolean finishing;

  /** Hears what becomes of commits. */
  interface Listener {
    void committed(CommitReply reply);

    /** The partition is not the member's any more, or was moved by an operator. */
    void lost(int partition, StreamException reason);

    /** Not now: {@link MemberCommits#flush} tries again. */
    void delayed(StreamException reason);

    void failed(StreamException reason);
  }

  MemberCommits(GroupCalls groups, MemberRequest member, Listener listener) {
    this.groups = groups;
    this.member = member;
    this.listener = listener;
  }

  /** The event was processed, and all before it in its partition. */
  void add(InFlight.Sent event) {
    waiting.merge(event.partition(), event, MemberCommits::latest);
    flush();
  }

  /** Up to where a commit of the partition waits to be made; 0 if none does. */
  long endOf(int partition) {
    InFlight.Sent event = waiting.get(partition);
    return event == null ? 0 : event.offset() + 1;
  }

  private static InFlight.Sent latest(InFlight.Sent one, InFlight.Sent other) {
    if (one.generation() != other.generation()) {
      return one.generation() > other.generation() ? one : other;
    }
    return one.offset() > other.offset() ? one : other;
  }

  /** Commits what waits. */
  void flush() {
    if (underWay) {
      return;
    }
    if (waiting.isEmpty()) {
      oneByOne = false;
      if (finishing) {
        finished.tryComplete();
      }
      return;
    }
    underWay = true;
    Map<Integer, InFlight.Sent> batch = takeBatch();
    Map<Integer, Long> offsets = new HashMap<>();
    batch.forEach((partition, event) -> offsets.put(partition, event.offset() + 1));
    long generation = batch.values().iterator().next().generation();
    groups
        .commit(
            CommitRequest.each(
                member.stream(), member.group(), member.consumer(), generation, offsets))
        .onComplete(
            (reply, failure) -> {
              underWay = false;
              ended(batch, reply, failure);
            });
  }

  /** What was sent in one generation goes into one call, unless that was refused. */
  private Map<Integer, InFlight.Sent> takeBatch() {
    Map<Integer, InFlight.Sent> batch = new HashMap<>();
    long generation = waiting.values().iterator().next().generation();
    for (InFlight.Sent event : waiting.values()) {
      if (event.generation() == generation && (batch.isEmpty() || !oneByOne)) {
        batch.put(event.partition(), event);
      }
    }
    waiting.keySet().removeAll(batch.keySet());
    return batch;
  }

  private void ended(Map<Integer, InFlight.Sent> batch, CommitReply reply, Throwable failure) {
    if (failure == null) {
      listener.committed(reply);
      flush();
      return;
    }
    StreamException reason = StreamException.from(failure);
    boolean refused =
        reason.code() == ErrorCode.FENCED || reason.code() == ErrorCode.OFFSET_OUT_OF_RANGE;
    boolean later = reason.code() == ErrorCode.OVERLOADED || reason.code() == ErrorCode.UNAVAILABLE;
    if (refused && batch.size() > 1) {
      oneByOne = true;
      putBack(batch);
      flush();
    } else if (refused) {
      listener.lost(batch.keySet().iterator().next(), reason);
      flush();
    } else if (later && !finishing) {
      putBack(batch);
      listener.delayed(reason);
    } else {
      waiting.clear();
      finished.tryComplete();
      listener.failed(reason);
    }
  }

  private void putBack(Map<Integer, InFlight.Sent> batch) {
    batch.forEach(waiting::putIfAbsent);
  }

  /**
   * Nothing more will be acknowledged.
   *
   * @return when what was is committed, or cannot be
   */
  Future<Void> finish() {
    finishing = true;
    flush();
    return finished.future();
  }
}
