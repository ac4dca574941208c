package io.thalweg.storage.file.segment;

import java.nio.file.Path;

/** One file of a stream. The keeper makes it grow, readers look at what it had. */
public final class Segment {
  private final long baseOffset;
  private final long basePosition;
  private final Path path;
  private volatile Extent extent;
  private volatile SegmentIndex index;

  public Segment(Path path, long baseOffset, long basePosition, Extent extent) {
    this.path = path;
    this.baseOffset = baseOffset;
    this.basePosition = basePosition;
    this.extent = extent;
  }

  public Path path() {
    return path;
  }

  public long baseOffset() {
    return baseOffset;
  }

  public long basePosition() {
    return basePosition;
  }

  public Extent extent() {
    return extent;
  }

  /** The bytes of its records. */
  public long bytes() {
    return extent.endPosition() - basePosition;
  }

  /** Where a position of the stream lies in the file. */
  public long fileAt(long position) {
    return SegmentFormat.HEADER_BYTES + position - basePosition;
  }

  /** The index if it is in memory, else null. */
  SegmentIndex loadedIndex() {
    return index;
  }

  void load(SegmentIndex loaded) {
    index = loaded;
  }

  /** Shows readers what has been written. The index goes first: it may know more, never less. */
  void grow(SegmentIndex newIndex, Extent newExtent) {
    index = newIndex;
    extent = newExtent;
  }
}
