package io.thalweg.storage.file.segment;

import java.util.Arrays;

/** The segments of a stream in offset order. Changed by the keeper only, read by everyone. */
public final class SegmentList {
  private static final Segment[] NONE = {};

  private final long streamId;
  private volatile Segment[] segments = NONE;
  private volatile long flushedPosition;

  public SegmentList(long streamId) {
    this.streamId = streamId;
  }

  long streamId() {
    return streamId;
  }

  /** All of them; not to be written to. */
  public Segment[] all() {
    return segments;
  }

  /** The position in the stream up to which the segments hold its records. */
  public long flushedPosition() {
    return flushedPosition;
  }

  void flushedTo(long position) {
    flushedPosition = position;
  }

  /** The stream is gone: what was not written never will be. */
  public void forgetUnflushed(long position) {
    flushedPosition = position;
  }

  /** Sets what a checkpoint remembers. */
  public void restore(Segment[] restored, long position) {
    segments = restored;
    flushedPosition = position;
  }

  Segment last() {
    Segment[] now = segments;
    return now.length == 0 ? null : now[now.length - 1];
  }

  /** The segment that holds the offset, or null. */
  public Segment holding(long offset) {
    Segment[] now = segments;
    int low = 0;
    int high = now.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (offset < now[middle].baseOffset()) {
        high = middle - 1;
      } else if (offset >= now[middle].extent().endOffset()) {
        low = middle + 1;
      } else {
        return now[middle];
      }
    }
    return null;
  }

  void add(Segment added) {
    Segment[] more = Arrays.copyOf(segments, segments.length + 1);
    more[more.length - 1] = added;
    segments = more;
  }

  /** Lets go of the segments that lie wholly below an offset; returns them. */
  public Segment[] removeBelow(long offset) {
    Segment[] now = segments;
    int gone = 0;
    while (gone < now.length && now[gone].extent().endOffset() <= offset) {
      gone++;
    }
    segments = Arrays.copyOfRange(now, gone, now.length);
    return Arrays.copyOf(now, gone);
  }
}
