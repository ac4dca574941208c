package io.thalweg.storage.file.stream;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.RecordFormat;
import io.thalweg.core.spi.GroupRecord;
import io.thalweg.storage.file.segment.SegmentList;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One stream. What is not published yet belongs to the commit thread, through {@link
 * StreamAppender}; everyone may ask for what is.
 */
public final class StreamLog {
  private final long id;
  private final StreamName name;
  private final long generation;
  private final long createdAt;
  private final int salt;
  private final Tail tail = new Tail();
  private final SegmentList segments;
  private final DedupWindow ids;
  private final Producers producers;
  private final ConcurrentSkipListMap<GroupName, GroupRecord> groups =
      new ConcurrentSkipListMap<>();
  private volatile StreamConfig config;
  private volatile Shown shown = Shown.of(Span.EMPTY);
  private volatile boolean deleted;
  private Partitions partitions;
  private long reportedPosition;
  private final AtomicBoolean queued = new AtomicBoolean();

  // Ahead of the span while commits are under way.
  long head;
  long position;
  long lastTimestamp;
  int turn;
  private boolean inCommit;

  StreamLog(
      long id,
      StreamName name,
      long generation,
      long createdAt,
      StreamConfig config,
      int salt,
      IdBudget idBudget) {
    this.id = id;
    this.name = name;
    this.generation = generation;
    this.createdAt = createdAt;
    this.config = config;
    this.salt = salt;
    this.segments = new SegmentList(id);
    this.ids = new DedupWindow(idBudget);
    this.producers = new Producers(idBudget);
    this.partitions = new Partitions(config.partitions());
  }

  /** The number that names the stream's directory; never used again. */
  public long id() {
    return id;
  }

  public StreamName name() {
    return name;
  }

  public long generation() {
    return generation;
  }

  public long createdAt() {
    return createdAt;
  }

  /** See {@link RecordChecksum}. */
  public int salt() {
    return salt;
  }

  public StreamConfig config() {
    return config;
  }

  public Span span() {
    return shown.now();
  }

  public Tail tail() {
    return tail;
  }

  public SegmentList segments() {
    return segments;
  }

  /** The groups as they are stored; changed by the commit thread only. */
  public ConcurrentSkipListMap<GroupName, GroupRecord> groups() {
    return groups;
  }

  /** Commit thread only. */
  public Partitions partitions() {
    return partitions;
  }

  /** Commit thread only. */
  public DedupWindow ids() {
    return ids;
  }

  /** Commit thread only. */
  public Producers producers() {
    return producers;
  }

  /** What an event that is appended now would be stamped with. Commit thread only. */
  public long newestMs(long nowMs) {
    return Math.max(nowMs, lastTimestamp);
  }

  public boolean isDeleted() {
    return deleted;
  }

  public StreamInfo info() {
    Span now = span();
    return new StreamInfo(
        name, config, generation, createdAt, now.minOffset(), now.head(), now.bytes());
  }

  /** Throws unless the new settings may replace the present ones. */
  public void checkAlteration(long expectedGeneration, StreamConfig altered) {
    if (expectedGeneration != generation) {
      throw StreamException.of(
          ErrorCode.STREAM_GENERATION_MISMATCH,
          "the stream " + name + " is in generation " + generation,
          Map.of("generation", generation));
    }
    if (altered.partitions() < config.partitions()) {
      throw StreamException.invalid(
          "partitions", "may not become fewer than the " + config.partitions() + " there are");
    }
  }

  /** Takes new settings that are durable. Commit thread only. */
  public void alter(StreamConfig altered) {
    if (altered.partitions() > partitions.count()) {
      partitions.raiseTo(altered.partitions());
    }
    config = altered;
    if (altered.dedupWindowMs() == 0) {
      ids.clear();
    }
  }

  /** The stream is gone. Commit thread only. */
  public void delete() {
    deleted = true;
    ids.clear();
    producers.clear();
    groups.clear();
  }

  /** Moves the oldest offset. Commit thread only. */
  public void trim(long minOffset, long minPosition, long[] floors) {
    shown = Shown.of(span().trimmedTo(minOffset, minPosition));
    partitions.trim(floors);
  }

  /** Up to where the keeper was told of what waits for it. Commit thread only. */
  public long reportedPosition() {
    return reportedPosition;
  }

  public void reported(long toPosition) {
    reportedPosition = toPosition;
  }

  /** Marks the stream as waiting for the keeper; false if it is already. */
  public boolean queue() {
    return queued.compareAndSet(false, true);
  }

  public void unqueue() {
    queued.set(false);
  }

  /** Where everything stands now, to come back to with {@link #rollBack}. Commit thread only. */
  public StreamMark mark() {
    return new StreamMark(head, position, lastTimestamp, turn, ids.end(), partitions.steps());
  }

  /** Becomes part of the commit that is put together; false if it is. Commit thread only. */
  public boolean beginCommit() {
    boolean begins = !inCommit;
    inCommit = true;
    return begins;
  }

  /** The commit that it was part of is put together. Commit thread only. */
  public void endCommit() {
    inCommit = false;
  }

  /** The end of what was appended, ahead of the span during a commit. Commit thread only. */
  public long uncommittedPosition() {
    return position;
  }

  /** Takes back what was appended since the mark. Commit thread only. */
  public void rollBack(StreamMark mark) {
    long step = mark.steps();
    for (Chunk chunk : tail.chunks()) {
      if (chunk.endPosition() > mark.position()) {
        int from = (int) Math.max(0, mark.position() - chunk.basePosition());
        step = undoSteps(chunk, from, step, mark.head());
      }
    }
    partitions.forgetSteps(mark.steps());
    tail.cutTo(mark.position());
    ids.undo(mark.idsEnd());
    head = mark.head();
    position = mark.position();
    lastTimestamp = mark.lastTimestamp();
    turn = mark.turn();
  }

  private long undoSteps(Chunk chunk, int from, long firstStep, long fromOffset) {
    long step = firstStep;
    byte[] bytes = chunk.array();
    for (int at = from; at < chunk.length(); at += RecordFormat.length(bytes, at)) {
      partitions.undo(step++, RecordFormat.partition(bytes, at), fromOffset);
    }
    return step;
  }

  /**
   * What was appended before a mark is durable: shows it to everyone once the reveal has come,
   * which it must have before the stream is published or trimmed again. Commit thread only.
   */
  public void publish(StreamMark end, Reveal reveal) {
    Span now = span();
    tail.publishMarks(now.headPosition(), end.position());
    partitions.settle(end.steps());
    Span grown = now.grownTo(end.head(), end.position(), end.lastTimestamp());
    shown = new Shown(now, grown, reveal);
  }

  /** Puts back records that were in no segment yet when a checkpoint was taken. */
  public void restoreTail(byte[] bytes) {
    long basePosition = span().headPosition() - bytes.length;
    reportedPosition = basePosition;
    Chunk chunk =
        tail.add(new Chunk(RecordFormat.offset(bytes, 0), basePosition, new byte[bytes.length]));
    chunk.copyIn(bytes, 0, bytes.length);
    for (int at = 0; at < bytes.length; at += RecordFormat.length(bytes, at)) {
      chunk.mark(RecordFormat.offset(bytes, at), at);
    }
    chunk.publishMarks(bytes.length);
  }

  /** Sets what a checkpoint remembers. */
  void restore(Span restored, int restoredTurn, Partitions restoredPartitions) {
    shown = Shown.of(restored);
    reportedPosition = restored.headPosition();
    head = restored.head();
    position = restored.headPosition();
    lastTimestamp = restored.lastTimestamp();
    turn = restoredTurn;
    partitions = restoredPartitions;
  }
}
