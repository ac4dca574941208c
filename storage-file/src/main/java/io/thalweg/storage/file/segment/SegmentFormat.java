package io.thalweg.storage.file.segment;

import io.thalweg.storage.file.disk.ByteSink;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** Names and headers of the files of a stream; see {@code docs/design/file-format.md}. */
public final class SegmentFormat {
  /** Where the first record starts. */
  public static final int HEADER_BYTES = 64;

  static final long MAGIC = 0x3130474553574854L; // THWSEG01
  static final long INDEX_MAGIC = 0x3130584449574854L; // THWIDX01
  private static final String SEGMENT_SUFFIX = ".segment";

  private SegmentFormat() {}

  static Path directory(Path streams, long streamId) {
    return streams.resolve(Long.toString(streamId));
  }

  static Path segment(Path streams, long streamId, long baseOffset) {
    return directory(streams, streamId).resolve("%020d%s".formatted(baseOffset, SEGMENT_SUFFIX));
  }

  static Path index(Path segment) {
    String name = segment.getFileName().toString();
    return segment.resolveSibling(
        name.substring(0, name.length() - SEGMENT_SUFFIX.length()) + ".index");
  }

  static ByteBuffer header(long directoryId, long streamId, Segment segment) {
    ByteSink sink = ByteSink.onHeap(HEADER_BYTES);
    sink.putLong(MAGIC).putInt(1).putInt(0).putLong(directoryId).putLong(streamId);
    sink.putLong(segment.baseOffset()).putLong(segment.basePosition());
    sink.putZeros(HEADER_BYTES - sink.size());
    sink.setInt(12, crc(sink.view(16)));
    return sink.view(0);
  }

  static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
