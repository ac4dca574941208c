package io.thalweg.bench.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Request bytes, built once and sent as often as needed. */
public final class Requests {

  private Requests() {}

  /**
   * A request that lives in direct memory, so that sending it copies nothing on the way to the
   * socket.
   */
  public static ByteBuf post(Endpoint to, String path, byte[] json) {
    byte[] head =
        ascii(
            "POST %s HTTP/1.1\r\nHost: %s:%d\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                .formatted(path, to.host(), to.port(), json.length));
    return Unpooled.directBuffer(head.length + json.length).writeBytes(head).writeBytes(json);
  }

  public static ByteBuf get(Endpoint to, String path) {
    byte[] head =
        ascii("GET %s HTTP/1.1\r\nHost: %s:%d\r\n\r\n".formatted(path, to.host(), to.port()));
    return Unpooled.directBuffer(head.length).writeBytes(head);
  }

  /**
   * The handshake's key is fixed: it guards against confused proxies, of which there are none here.
   */
  static ByteBuf upgrade(Endpoint to, String path) {
    byte[] head =
        ascii(
            ("GET %s HTTP/1.1\r\nHost: %s:%d\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhhbHdlZy1iZW5jaC0wMQ==\r\n\r\n")
                .formatted(path, to.host(), to.port()));
    return Unpooled.wrappedBuffer(head);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
