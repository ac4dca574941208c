package io.thalweg.storage.file.checkpoint;

import io.thalweg.storage.file.disk.ByteSink;
import io.thalweg.storage.file.journal.JournalPosition;
import io.thalweg.storage.file.segment.Extent;
import io.thalweg.storage.file.segment.Segment;
import io.thalweg.storage.file.stream.Span;
import io.thalweg.storage.file.stream.StreamCodec;
import io.thalweg.storage.file.stream.StreamLog;
import io.thalweg.storage.file.stream.Streams;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Takes checkpoints and writes them down. */
public final class Checkpoints {
  private final ManifestFile manifest;
  private final Identity identity;

  public Checkpoints(ManifestFile manifest, Identity identity) {
    this.manifest = manifest;
    this.identity = identity;
  }

  /** The state of this moment. Commit thread only, between two commits. */
  public Checkpoint take(Streams streams, JournalPosition position) {
    ByteSink state = ByteSink.onHeap(64 * 1024);
    StreamCodec.writeAll(state, streams);
    List<Checkpoint.Head> heads = new ArrayList<>(streams.size());
    for (StreamLog stream : streams.all()) {
      heads.add(new Checkpoint.Head(stream, stream.span()));
    }
    return new Checkpoint(position, state.view(0), heads);
  }

  /** Writes a checkpoint; what segments have of it must have been forced. */
  public void write(Checkpoint checkpoint) throws IOException {
    ByteSink segments = ByteSink.onHeap(bytesOf(checkpoint));
    for (Checkpoint.Head head : checkpoint.heads()) {
      writeSegments(segments, head.stream(), head.span());
      writeTail(segments, head.stream(), head.span());
    }
    manifest.write(identity, checkpoint.position(), checkpoint.state(), segments.view(0));
  }

  /** About what the streams take: most of it is tails, and they are known. */
  private static int bytesOf(Checkpoint checkpoint) {
    long bytes = 4096;
    for (Checkpoint.Head head : checkpoint.heads()) {
      bytes += 64 + head.span().headPosition() - tailFrom(head.stream(), head.span());
    }
    return Math.toIntExact(bytes);
  }

  private static void writeSegments(ByteSink sink, StreamLog stream, Span span) {
    int countAt = sink.putLong(stream.id()).size();
    sink.putInt(0);
    int count = 0;
    for (Segment segment : stream.segments().all()) {
      Extent extent = segment.extent();
      boolean isNamed =
          segment.baseOffset() < span.head()
              && extent.endOffset() > Math.max(segment.baseOffset(), span.minOffset());
      if (isNamed) {
        boolean isCut = extent.endOffset() > span.head();
        sink.putLong(segment.baseOffset()).putLong(segment.basePosition());
        sink.putLong(isCut ? span.head() : extent.endOffset());
        sink.putLong(isCut ? span.headPosition() : extent.endPosition());
        sink.putLong(isCut ? span.lastTimestamp() : extent.lastTimestamp());
        count++;
      }
    }
    sink.setInt(countAt, count);
  }

  /** Few records are not worth a file and a forced write of their own: they stay here for now. */
  private static void writeTail(ByteSink sink, StreamLog stream, Span span) {
    long from = tailFrom(stream, span);
    sink.putInt(Math.toIntExact(span.headPosition() - from));
    stream.tail().forEachRun(from, span.headPosition(), sink::putBytes);
  }

  private static long tailFrom(StreamLog stream, Span span) {
    return Math.min(stream.segments().flushedPosition(), span.headPosition());
  }

  /** Writes down that the process ends in order. */
  public void writeClean(Checkpoint checkpoint) throws IOException {
    write(checkpoint);
    manifest.markClean(checkpoint.position());
  }

  /** An empty state. */
  static ByteBuffer[] nothing() {
    ByteSink state = ByteSink.onHeap(32);
    state.putLong(0).putLong(0).putInt(0);
    return new ByteBuffer[] {state.view(0)};
  }
}
