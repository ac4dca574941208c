package io.thalweg.storage.file.segment;

import io.thalweg.core.record.RecordFormat;
import java.util.zip.CRC32C;

/**
 * The checksum of a stored record: CRC32C of everything behind it, xor a salt that is the stream's
 * own, so that a record of another stream or another data directory does not pass for one of this.
 * Not thread-safe.
 */
public final class RecordChecksum {
  private final CRC32C crc = new CRC32C();

  /**
   * The salt of a stream. Streams of one directory never share one: their ids differ in 32 bits.
   */
  public static int salt(long directoryId, long streamId) {
    CRC32C crc = new CRC32C();
    byte[] bytes = new byte[16];
    for (int i = 0; i < 8; i++) {
      bytes[i] = (byte) (directoryId >>> (8 * i));
      bytes[8 + i] = (byte) (streamId >>> (8 * i));
    }
    crc.update(bytes, 0, bytes.length);
    return (int) crc.getValue();
  }

  public int of(byte[] bytes, int at, int length, int salt) {
    crc.reset();
    crc.update(bytes, at + RecordFormat.LENGTH_AT, length - RecordFormat.LENGTH_AT);
    return (int) crc.getValue() ^ salt;
  }

  /** Whether a whole record with this offset lies at {@code at} and is what was written. */
  public boolean isSound(byte[] bytes, int at, int end, long offset, int salt) {
    return RecordFormat.isWhole(bytes, at, end)
        && RecordFormat.offset(bytes, at) == offset
        && RecordFormat.checksum(bytes, at) == of(bytes, at, RecordFormat.length(bytes, at), salt);
  }
}
