package io.thalweg.storage.redis;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.Durability;
import java.util.HashMap;
import java.util.Map;

/**
 * What a server says of itself, and whether that will do.
 *
 * @param run changes with each start of the server's process
 * @param loading whether it still reads its data; until then it says that it has no append-only
 *     file
 * @param fsync when the append-only file is forced to the disk: {@code always}, {@code everysec},
 *     {@code no}; empty if the server does not tell
 * @param fsyncPaused whether it is not forced while it is rewritten, whatever {@code fsync} says
 */
record ServerState(
    String place,
    String run,
    String version,
    String mode,
    boolean replica,
    boolean loading,
    boolean appendOnly,
    String fsync,
    boolean fsyncPaused,
    boolean mayEvict,
    String evictionPolicy) {

  private static final int MAJOR_MIN = 6;
  private static final int MINOR_MIN = 2;

  /**
   * From the answers to {@code INFO} and to {@code CONFIG GET} of {@code appendfsync} and of {@code
   * no-appendfsync-on-rewrite}; a setting that the server does not tell is empty.
   */
  static ServerState of(String place, String info, String fsync, String noFsyncOnRewrite) {
    Map<String, String> fields = new HashMap<>();
    info.lines()
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
              }
            });
    String policy = fields.getOrDefault("maxmemory_policy", "noeviction");
    return new ServerState(
        place,
        fields.getOrDefault("run_id", ""),
        fields.getOrDefault("redis_version", "0"),
        mode(fields),
        fields.getOrDefault("role", "master").equals("slave"),
        fields.getOrDefault("loading", "0").equals("1"),
        fields.getOrDefault("aof_enabled", "0").equals("1"),
        fsync,
        !noFsyncOnRewrite.equals("no"),
        !fields.getOrDefault("maxmemory", "0").equals("0") && !policy.equals("noeviction"),
        policy);
  }

  /** Valkey calls it otherwise. */
  private static String mode(Map<String, String> fields) {
    return fields.getOrDefault("redis_mode", fields.getOrDefault("server_mode", "standalone"));
  }

  boolean isCluster() {
    return mode.equals("cluster");
  }

  /** What a write has reached when the server answers. */
  Durability durability() {
    if (!appendOnly) {
      return Durability.MEMORY;
    }
    return fsync.equals("always") && !fsyncPaused ? Durability.FSYNC : Durability.OS;
  }

  /** Throws, with what to change, if the promises cannot be kept on this server. */
  void check(RedisOptions options) {
    if (isTooOld()) {
      refuse("is version " + version + "; upgrade it to 6.2 or newer");
    }
    if (mode.equals("sentinel")) {
      refuse("is a Sentinel, which holds no data; put the Redis server itself into the uri");
    }
    // One in a cluster says where to go instead, and becomes a master again.
    if (replica && !isCluster()) {
      refuse("is a replica and takes no writes; put the master into the uri");
    }
    if (loading) {
      refuse("is loading its data; wait until it is done");
    }
    if (!appendOnly && !options.allowVolatile()) {
      refuse(
          "keeps no append-only file, so that a restart would lose acknowledged events; set"
              + " appendonly yes (and appendfsync always to lose none to a power cut), or accept"
              + " the loss with allow_volatile");
    }
    if (mayEvict) {
      refuse(
          "may drop whole streams when its memory is full (maxmemory-policy "
              + evictionPolicy
              + "); set maxmemory-policy noeviction");
    }
  }

  private boolean isTooOld() {
    String[] parts = version.split("\\.");
    int major = number(parts, 0);
    return major < MAJOR_MIN || (major == MAJOR_MIN && number(parts, 1) < MINOR_MIN);
  }

  private static int number(String[] parts, int i) {
    try {
      return i < parts.length ? Integer.parseInt(parts[i]) : 0;
    } catch (NumberFormatException odd) {
      return 0;
    }
  }

  private void refuse(String why) {
    throw StreamException.of(ErrorCode.UNAVAILABLE, "Redis at " + place + " " + why);
  }
}
