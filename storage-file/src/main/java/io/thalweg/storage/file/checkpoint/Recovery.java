package io.thalweg.storage.file.checkpoint;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.record.RecordFormat;
import io.thalweg.storage.file.disk.ByteSource;
import io.thalweg.storage.file.disk.Disk;
import io.thalweg.storage.file.disk.DiskFile;
import io.thalweg.storage.file.journal.EntryType;
import io.thalweg.storage.file.journal.JournalFiles;
import io.thalweg.storage.file.journal.JournalPosition;
import io.thalweg.storage.file.journal.JournalRecovery;
import io.thalweg.storage.file.segment.Extent;
import io.thalweg.storage.file.segment.Segment;
import io.thalweg.storage.file.segment.SegmentStore;
import io.thalweg.storage.file.stream.ProducerCodec;
import io.thalweg.storage.file.stream.Reveal;
import io.thalweg.storage.file.stream.StreamAppender;
import io.thalweg.storage.file.stream.StreamCodec;
import io.thalweg.storage.file.stream.StreamLog;
import io.thalweg.storage.file.stream.Streams;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Brings a data directory back to its last commit: the manifest, then what the journal holds behind
 * it. Nothing that it does to files changes what a second recovery would find.
 */
public final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final Disk disk;
  private final ManifestFile manifest;
  private final JournalFiles journal;
  private final SegmentStore segments;
  private final Streams streams;
  private final StreamAppender appender;
  private final Spill spill;

  /** Where replayed records go when too many of them are in memory. */
  @FunctionalInterface
  public interface Spill {
    void replayed(StreamLog stream) throws IOException;
  }

  public Recovery(
      Disk disk,
      ManifestFile manifest,
      JournalFiles journal,
      SegmentStore segments,
      Streams streams,
      StreamAppender appender,
      Spill spill) {
    this.disk = disk;
    this.manifest = manifest;
    this.journal = journal;
    this.segments = segments;
    this.streams = streams;
    this.appender = appender;
    this.spill = spill;
  }

  /** Recovers; returns where the journal goes on. */
  public JournalPosition recover(ManifestFile.Content content) throws IOException {
    StreamCodec.readAll(content.rest(), streams, content.version());
    while (content.rest().hasMore()) {
      readSegments(content.rest());
    }
    if (manifest.takeClean(content.position())) {
      return content.position();
    }
    cutSegments();
    JournalPosition end =
        new JournalRecovery(journal, this::replayFrame).replay(content.position());
    long replayed = end.sequence() - content.position().sequence();
    if (replayed > 0) {
      LOG.info("the last process did not end in order: " + replayed + " commits were replayed");
    }
    return end;
  }

  private void readSegments(ByteSource source) {
    StreamLog stream = streams.byId(source.readLong());
    Segment[] list = new Segment[source.readInt()];
    for (int i = 0; i < list.length; i++) {
      list[i] =
          segments.remembered(
              stream.id(),
              source.readLong(),
              source.readLong(),
              new Extent(source.readLong(), source.readLong(), source.readLong()));
    }
    int tailBytes = source.readInt();
    stream.segments().restore(list, stream.span().headPosition() - tailBytes);
    if (tailBytes > 0) {
      stream.restoreTail(source.readBytes(tailBytes));
    }
  }

  /**
   * Removes what segments got after the checkpoint: the journal has it, and will write it again.
   */
  private void cutSegments() throws IOException {
    Set<String> known = new HashSet<>();
    for (StreamLog stream : streams.all()) {
      known.add(Long.toString(stream.id()));
      cutSegments(stream);
    }
    for (Path directory : disk.list(segments.streams())) {
      if (!known.contains(directory.getFileName().toString())) {
        for (Path file : disk.list(directory)) {
          segments.trash().add(file);
        }
        disk.delete(directory);
      }
    }
  }

  private void cutSegments(StreamLog stream) throws IOException {
    Segment[] list = stream.segments().all();
    Set<Path> known = new HashSet<>();
    for (Segment segment : list) {
      known.add(segment.path());
      known.add(SegmentStore.indexOf(segment));
    }
    for (Path file : disk.list(segments.directory(stream.id()))) {
      if (!known.contains(file)) {
        segments.trash().add(file);
      }
    }
    if (list.length > 0) {
      cut(list[list.length - 1]);
    }
  }

  private void cut(Segment segment) throws IOException {
    long end = segment.fileAt(segment.extent().endPosition());
    if (!disk.exists(segment.path())) {
      throw shortened(segment, 0, end);
    }
    try (DiskFile file = disk.open(segment.path())) {
      long size = file.size();
      if (size < end) {
        throw shortened(segment, size, end);
      }
      if (size > end) {
        file.truncate(end);
      }
    }
  }

  private static StreamException shortened(Segment segment, long size, long end) {
    return StreamException.of(
        ErrorCode.CORRUPT,
        "the segment "
            + segment.path()
            + " has "
            + size
            + " bytes where "
            + end
            + " were forced to the disk: restore the data directory from a copy");
  }

  private void replayFrame(ByteBuffer entries, Path file, long at) throws IOException {
    ByteBuffer rest = entries.order(ByteOrder.LITTLE_ENDIAN);
    while (rest.remaining() >= 16) {
      EntryType type = EntryType.of(rest.getInt());
      int length = rest.getInt();
      long streamId = rest.getLong();
      if (type == null || length < 0 || length > rest.remaining()) {
        throw impossible(file, at, "an entry of a kind that this version does not know");
      }
      ByteBuffer body = rest.slice(rest.position(), length).order(ByteOrder.LITTLE_ENDIAN);
      rest.position(rest.position() + length);
      replay(type, streamId, body, file, at);
    }
  }

  private void replay(EntryType type, long streamId, ByteBuffer body, Path file, long at)
      throws IOException {
    if (type == EntryType.CREATE) {
      streams.add(StreamCodec.readBirth(new ByteSource(body), streamId, streams));
      return;
    }
    StreamLog stream = streams.byId(streamId);
    if (stream == null) {
      throw impossible(file, at, "an entry about stream " + streamId + ", which does not exist");
    }
    ByteSource source = new ByteSource(body);
    switch (type) {
      case RECORDS -> replayRecords(stream, body, file, at);
      case ALTER -> stream.alter(StreamCodec.readConfig(source));
      case DELETE -> streams.remove(stream);
      case TRIM -> StreamCodec.readTrim(source, stream);
      case GROUP -> StreamCodec.readGroup(source, stream);
      case PRODUCER -> ProducerCodec.readStored(source, stream);
      case GROUP_DELETE -> stream.groups().remove(new GroupName(source.readText()));
      default -> throw new AssertionError(type);
    }
  }

  private void replayRecords(StreamLog stream, ByteBuffer body, Path file, long at)
      throws IOException {
    byte[] bytes = body.array();
    int from = body.arrayOffset();
    int end = from + body.limit();
    while (from < end) {
      if (!appender.replay(stream, bytes, from, end)) {
        throw impossible(
            file,
            at,
            "offset "
                + RecordFormat.offset(bytes, from)
                + " of stream "
                + stream.name()
                + ", which should be offset "
                + stream.span().head()
                + " and as it was written");
      }
      from += RecordFormat.length(bytes, from);
    }
    stream.publish(stream.mark(), Reveal.PAST);
    spill.replayed(stream);
  }

  private static StreamException impossible(Path file, long at, String what) {
    return StreamException.of(
        ErrorCode.CORRUPT,
        "the journal "
            + file
            + " holds, in the frame at byte "
            + at
            + ", "
            + what
            + ": restore the data directory from a copy");
  }
}
