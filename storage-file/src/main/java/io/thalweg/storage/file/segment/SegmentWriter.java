package io.thalweg.storage.file.segment;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.record.RecordFormat;
import io.thalweg.storage.file.disk.UnsyncedException;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Appends records to segments behind the journal and forces them to the disk before a checkpoint
 * relies on them. Owned by the keeper.
 */
public final class SegmentWriter {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentWriter.class);

  /** The more is forced at once, the longer a commit waits at the disk behind it. */
  private static final long SYNC_EVERY_BYTES = 1024 * 1024;

  private final SegmentStore store;
  private final long segmentBytesMax;
  private final int dirtyMax;
  private final Map<Segment, SegmentIndex.Builder> builders = new HashMap<>();
  private final LinkedHashMap<Segment, Dirty> dirty = new LinkedHashMap<>();
  private final Set<Long> newNames = new HashSet<>();
  private boolean hasNewDirectories;

  /** A segment with bytes that are not forced yet; its file stays open until they are. */
  private static final class Dirty {
    final OpenFiles.Lease lease;
    long bytes;

    Dirty(OpenFiles.Lease lease) {
      this.lease = lease;
    }
  }

  public SegmentWriter(SegmentStore store, long segmentBytesMax, int dirtyMax) {
    this.store = store;
    this.segmentBytesMax = segmentBytesMax;
    this.dirtyMax = dirtyMax;
  }

  /** Appends whole records that start at a position; on failure nothing has changed. */
  public void append(SegmentList list, int salt, byte[] bytes, int from, int to, long position)
      throws IOException {
    Segment segment = list.last();
    SegmentIndex.Builder builder = null;
    if (segment != null && isFull(segment, to - from)) {
      seal(segment, salt);
    } else if (segment != null) {
      builder = builder(segment, salt);
    }
    if (builder == null) {
      segment = begin(list, RecordFormat.offset(bytes, from), position);
      builder = builder(segment, salt);
    }
    Dirty target = dirty(segment);
    target.lease.file().write(ByteBuffer.wrap(bytes, from, to - from), segment.fileAt(position));
    target.bytes += to - from;
    Extent extent = addToIndex(builder, segment, bytes, from, to, position);
    segment.grow(builder.view(), extent);
    list.flushedTo(extent.endPosition());
    if (target.bytes >= SYNC_EVERY_BYTES) {
      sync(segment);
    }
    while (dirty.size() > dirtyMax) {
      sync(dirty.keySet().iterator().next());
    }
  }

  private boolean isFull(Segment segment, int more) {
    return segment.bytes() > 0 && segment.bytes() + more > segmentBytesMax;
  }

  private static Extent addToIndex(
      SegmentIndex.Builder builder,
      Segment segment,
      byte[] bytes,
      int from,
      int to,
      long position) {
    int at = from;
    int last = from;
    while (at < to) {
      builder.add(
          (int) (RecordFormat.offset(bytes, at) - segment.baseOffset()),
          (int) (position + (at - from) - segment.basePosition()),
          RecordFormat.timestamp(bytes, at),
          RecordFormat.partition(bytes, at));
      last = at;
      at += RecordFormat.length(bytes, at);
    }
    return new Extent(
        RecordFormat.offset(bytes, last) + 1,
        position + (to - from),
        RecordFormat.timestamp(bytes, last));
  }

  /** What goes on with the segment's index, or null if damage forbids to go on with it. */
  private SegmentIndex.Builder builder(Segment segment, int salt) throws IOException {
    SegmentIndex.Builder builder = builders.get(segment);
    if (builder == null) {
      try {
        builder = new SegmentIndex.Builder(store.index(segment, salt));
      } catch (StreamException damage) {
        LOG.error(damage.getMessage() + ". New events go to a new segment");
        return null;
      }
      builders.put(segment, builder);
    }
    return builder;
  }

  private Segment begin(SegmentList list, long offset, long position) throws IOException {
    Segment segment =
        store.remembered(list.streamId(), offset, position, new Extent(offset, position, 0));
    if (store.disk().createDirectory(store.directory(list.streamId()))) {
      hasNewDirectories = true;
    }
    segment.load(SegmentIndex.empty());
    dirty.put(segment, new Dirty(store.create(list.streamId(), segment)));
    newNames.add(list.streamId());
    list.add(segment);
    return segment;
  }

  private void seal(Segment segment, int salt) throws IOException {
    if (dirty.containsKey(segment)) {
      sync(segment);
    }
    SegmentIndex.Builder builder = builder(segment, salt);
    if (builder != null) {
      store.writeIndex(segment, builder.view());
      builders.remove(segment);
    }
  }

  private Dirty dirty(Segment segment) throws IOException {
    Dirty target = dirty.get(segment);
    if (target == null) {
      target = new Dirty(store.files().use(segment.path()));
      dirty.put(segment, target);
    }
    return target;
  }

  private void sync(Segment segment) throws IOException {
    Dirty target = dirty.get(segment);
    try {
      target.lease.file().sync();
    } catch (IOException failure) {
      throw new UnsyncedException(segment.path(), failure);
    }
    target.lease.close();
    dirty.remove(segment);
  }

  /** Forces everything that was appended, and the names of new files. */
  public void syncAll() throws IOException {
    while (!dirty.isEmpty()) {
      sync(dirty.keySet().iterator().next());
    }
    for (Long streamId : newNames.toArray(Long[]::new)) {
      if (store.disk().exists(store.directory(streamId))) {
        store.disk().syncDirectory(store.directory(streamId));
      }
      newNames.remove(streamId);
    }
    if (hasNewDirectories) {
      store.disk().syncDirectory(store.streams());
      hasNewDirectories = false;
    }
  }

  /** Writes the indexes of segments that are still growing, before a clean end. */
  public void writeIndexes() throws IOException {
    for (Map.Entry<Segment, SegmentIndex.Builder> growing : builders.entrySet()) {
      store.writeIndex(growing.getKey(), growing.getValue().view());
    }
  }

  /** The segment will be deleted. */
  public void forget(Segment segment) throws IOException {
    builders.remove(segment);
    Dirty target = dirty.remove(segment);
    if (target != null) {
      target.lease.close();
    }
  }
}
