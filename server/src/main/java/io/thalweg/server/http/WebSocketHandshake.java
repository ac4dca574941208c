package io.thalweg.server.http;

import io.thalweg.core.error.StreamException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.List;

/**
 * What a client has to say to open a WebSocket. It is checked whole before anything is done for the
 * client: the upgrade itself comes too late to find a fault.
 */
public final class WebSocketHandshake {
  private static final String VERSION = "13";
  private static final int KEY_BYTES = 16;

  private WebSocketHandshake() {}

  /**
   * Checks that a WebSocket is asked for, as it should be.
   *
   * @throws StreamException {@code INVALID_REQUEST} naming the header at fault
   */
  public static void check(HttpServerRequest request) {
    if (!"websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))) {
      throw StreamException.invalid("Upgrade", "must be websocket: this path opens a WebSocket");
    }
    if (!hasUpgrade(request.getHeader(HttpHeaders.CONNECTION))) {
      throw StreamException.invalid("Connection", "must be Upgrade");
    }
    if (!VERSION.equals(request.getHeader("Sec-WebSocket-Version"))) {
      throw Refusal.webSocketVersion(VERSION);
    }
    if (!isKey(request.headers().getAll("Sec-WebSocket-Key"))) {
      throw StreamException.invalid("Sec-WebSocket-Key", "must be 16 bytes in Base64");
    }
    checkTarget(request.uri());
  }

  private static boolean hasUpgrade(String connection) {
    if (connection != null) {
      for (String option : connection.split(",")) {
        if (option.trim().equalsIgnoreCase("upgrade")) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isKey(List<String> keys) {
    try {
      return keys.size() == 1 && Base64.getDecoder().decode(keys.get(0)).length == KEY_BYTES;
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  // The upgrade takes the request's target apart more strictly than we do.
  private static void checkTarget(String target) {
    try {
      new URI(target);
    } catch (URISyntaxException malformed) {
      throw StreamException.invalid("path", "is no URI: " + malformed.getReason());
    }
  }
}
