package io.thalweg.server.push;

import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.thalweg.core.error.StreamException;

/** A client that is attached by a WebSocket. Not thread-safe: belongs to its event loop. */
interface SocketClient extends PushClient {
  /** Whether it wants to be told more than events. */
  boolean wantsControl();

  /** What to tell it with a heartbeat, see {@link ControlText}. */
  String heartbeat();

  /**
   * It sent a frame of a message.
   *
   * @throws StreamException saying what is wrong with that
   */
  void received(WebSocketFrame frame);

  /** Delivers nothing any more. */
  void stop();

  /** It is gone. */
  void gone();
}
