package io.thalweg.storage.file.journal;

import io.thalweg.storage.file.disk.ByteSink;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** Names, headers and frames of journal files; see {@code docs/design/file-format.md}. */
final class JournalFormat {
  /** Where a file's first frame starts. */
  static final int FILE_HEADER_BYTES = 64;

  static final int FRAME_HEADER_BYTES = 32;
  static final int FRAME_MAGIC = 0x4D415246; // FRAM
  static final int CRC_AT = 4;
  static final int LENGTH_AT = 8;
  static final int SEQUENCE_AT = 16;
  static final int FILE_NUMBER_AT = 24;
  private static final int CHECKED_FROM = 8;
  private static final long FILE_MAGIC = 0x31304E524A574854L; // THWJRN01
  private static final int ALIGNMENT = 8;
  private static final String SUFFIX = ".journal";

  private JournalFormat() {}

  static Path file(Path directory, long number) {
    return directory.resolve("%016d%s".formatted(number, SUFFIX));
  }

  /** The number of a journal file by its name, or -1 if it is none. */
  static long number(Path file) {
    String name = file.getFileName().toString();
    boolean fits =
        name.length() == 16 + SUFFIX.length()
            && name.endsWith(SUFFIX)
            && name.chars().limit(16).allMatch(c -> c >= '0' && c <= '9');
    return fits ? Long.parseLong(name.substring(0, 16)) : -1;
  }

  /** Frames start at multiples of eight bytes. */
  static long aligned(long position) {
    return (position + ALIGNMENT - 1) & -ALIGNMENT;
  }

  static ByteBuffer fileHeader(long directoryId, long number) {
    ByteSink sink = ByteSink.onHeap(FILE_HEADER_BYTES);
    sink.putLong(FILE_MAGIC).putInt(1).putInt(0).putLong(directoryId).putLong(number);
    sink.putZeros(FILE_HEADER_BYTES - sink.size());
    sink.setInt(12, crc(sink.view(16)));
    return sink.view(0);
  }

  static boolean isFileHeader(ByteBuffer header, long directoryId, long number) {
    return header.remaining() == FILE_HEADER_BYTES
        && header.equals(fileHeader(directoryId, number));
  }

  /** The checksum of a frame that starts where the buffer stands and ends where it ends. */
  static int frameCrc(ByteBuffer frame, long directoryId) {
    CRC32C crc = new CRC32C();
    ByteBuffer seed = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    crc.update(seed.putLong(directoryId).flip());
    crc.update(frame.duplicate().position(frame.position() + CHECKED_FROM));
    return (int) crc.getValue();
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
