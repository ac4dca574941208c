package io.thalweg.storage.file.keep;

import io.thalweg.storage.file.checkpoint.Checkpoint;
import io.thalweg.storage.file.segment.Segment;
import io.thalweg.storage.file.segment.SegmentStore;
import io.thalweg.storage.file.segment.SegmentWriter;
import io.thalweg.storage.file.stream.StreamLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Files that nobody needs any more but that the manifest still names. They are deleted only when a
 * manifest without them is durable, so that a recovery always finds what it reads about.
 */
public final class Graveyard {
  private final SegmentStore store;
  private final SegmentWriter writer;
  private final List<StreamLog> dead = new ArrayList<>();
  private final List<StreamLog> next = new ArrayList<>();
  private boolean hasTrimmed;

  public Graveyard(SegmentStore store, SegmentWriter writer) {
    this.store = store;
    this.writer = writer;
  }

  /** A stream's oldest offset moved: whole segments may lie below it. */
  public synchronized void trimmed(StreamLog stream) {
    Segment[] segments = stream.segments().all();
    hasTrimmed |=
        segments.length > 0 && segments[0].extent().endOffset() <= stream.span().minOffset();
  }

  public synchronized void deleted(StreamLog stream) {
    dead.add(stream);
  }

  synchronized boolean isWaiting() {
    return hasTrimmed || !dead.isEmpty();
  }

  /** What came so far is left out of the checkpoint that is taken from now on. */
  synchronized void beforeCheckpoint() {
    next.addAll(dead);
    dead.clear();
    hasTrimmed = false;
  }

  /** That checkpoint is durable. Keeper only. */
  void bury(Checkpoint checkpoint, SegmentFlush flush) throws IOException {
    for (Checkpoint.Head head : checkpoint.heads()) {
      delete(head.stream().segments().removeBelow(head.span().minOffset()));
    }
    for (StreamLog stream : takeNext()) {
      flush.forget(stream);
      delete(stream.segments().removeBelow(Long.MAX_VALUE));
      store.disk().delete(store.directory(stream.id()));
    }
  }

  private synchronized List<StreamLog> takeNext() {
    List<StreamLog> taken = List.copyOf(next);
    next.clear();
    return taken;
  }

  private void delete(Segment[] segments) throws IOException {
    for (Segment segment : segments) {
      writer.forget(segment);
      store.delete(segment);
    }
  }
}
