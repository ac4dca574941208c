package io.thalweg.server;

import io.thalweg.server.http.ConnectionLimits;
import io.thalweg.server.http.GatewayOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process's limit of open files. Connections must not use it up: a server that cannot open a
 * file can neither store nor say so.
 */
final class OpenFiles {
  /** For the storage, the JVM, and what else a process opens. */
  private static final int RESERVE = 512;

  private static final int CONNECTIONS_MIN = 64;
  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);

  private OpenFiles() {}

  /** The options with no more connections than there are files for. */
  static GatewayOptions leaveRoomFor(GatewayOptions options) {
    return leaveRoomFor(options, limit());
  }

  static GatewayOptions leaveRoomFor(GatewayOptions options, OptionalLong limit) {
    ConnectionLimits wanted = options.connections();
    long room = Math.max(CONNECTIONS_MIN, limit.orElse(Long.MAX_VALUE) - RESERVE);
    if (room >= wanted.connectionsMax()) {
      return options;
    }
    LOG.debug(
        "http.connections_max is lowered from {} to {}: the process may open {} files (ulimit -n)",
        wanted.connectionsMax(),
        room,
        limit.getAsLong());
    return options.withConnections(
        new ConnectionLimits(
            (int) room,
            (int) Math.min(room, wanted.connectionsPerAddressMax()),
            wanted.headerMs(),
            wanted.bodyBytesPerSecondMin(),
            wanted.idleMs()));
  }

  /** What the system says; empty where it says it otherwise. */
  private static OptionalLong limit() {
    try {
      return Files.readAllLines(LIMITS).stream()
          .filter(line -> line.startsWith("Max open files"))
          .map(line -> line.replace("Max open files", "").strip().split("\\s+")[0])
          .filter(text -> text.chars().allMatch(Character::isDigit))
          .mapToLong(Long::parseLong)
          .findFirst();
    } catch (IOException noSuchFile) {
      return OptionalLong.empty();
    }
  }
}
