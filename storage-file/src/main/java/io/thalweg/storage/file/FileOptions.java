package io.thalweg.storage.file;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.Durability;
import io.thalweg.core.spi.ProviderOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Set;

/**
 * What an operator may choose about the file storage.
 *
 * @param dataDir where everything lies; created if it is not there; {@code ./data} unless named
 * @param durability {@code FSYNC}, or {@code OS} to leave forcing to the operating system
 * @param journalFileBytes size of a journal file
 * @param segmentBytes size at which a stream's next segment begins
 * @param openFilesMax how many segment files are open at most
 * @param dedupIdsMax how many event ids are remembered at most, all streams together
 * @param cacheBytes memory for newest events that are in segments already
 * @param pendingBytes memory for events that are in the journal only
 * @param readerThreads threads for reads that need the disk
 */
record FileOptions(
    Path dataDir,
    Durability durability,
    long journalFileBytes,
    long segmentBytes,
    int openFilesMax,
    int dedupIdsMax,
    long cacheBytes,
    long pendingBytes,
    int readerThreads) {

  private static final String DATA_DIR = "./data";
  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;
  private static final Set<String> KEYS =
      Set.of(
          "data_dir",
          "durability",
          "journal_file_bytes",
          "segment_bytes",
          "open_files_max",
          "dedup_ids_max",
          "cache_bytes",
          "pending_bytes",
          "reader_threads");

  /** Reads and checks; a {@code StreamException} names the key at fault. */
  static FileOptions from(JsonObject json) {
    ProviderOptions.of(json, "file", KEYS);
    return new FileOptions(
        dataDir(json),
        durability(json),
        number(json, "journal_file_bytes", 64 * MIB, 64 * KIB, 1024 * MIB),
        number(json, "segment_bytes", 64 * MIB, 64 * KIB, 1024 * MIB),
        (int) number(json, "open_files_max", 256, 8, 1_000_000),
        (int) number(json, "dedup_ids_max", 1_000_000, 1, 100_000_000),
        number(json, "cache_bytes", 32 * MIB, 0, 1L << 40),
        number(json, "pending_bytes", 64 * MIB, MIB, 1L << 40),
        (int) number(json, "reader_threads", 4, 1, 256));
  }

  private static Path dataDir(JsonObject json) {
    if (!(json.getValue("data_dir", DATA_DIR) instanceof String text) || text.isBlank()) {
      throw StreamException.invalid("data_dir", "must name a directory");
    }
    return Path.of(text);
  }

  private static Durability durability(JsonObject json) {
    Object value = json.getValue("durability", "fsync");
    if ("fsync".equals(value)) {
      return Durability.FSYNC;
    }
    if ("os".equals(value)) {
      return Durability.OS;
    }
    throw StreamException.invalid("durability", "must be fsync or os");
  }

  private static long number(JsonObject json, String key, long byDefault, long min, long max) {
    Object value = json.getValue(key, byDefault);
    boolean isWhole = value instanceof Integer || value instanceof Long;
    if (!isWhole || ((Number) value).longValue() < min || ((Number) value).longValue() > max) {
      throw StreamException.invalid(key, "must be a whole number from " + min + " to " + max);
    }
    return ((Number) value).longValue();
  }
}
