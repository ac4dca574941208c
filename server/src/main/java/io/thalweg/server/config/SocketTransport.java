package io.thalweg.server.config;

import io.vertx.core.transport.Transport;

/** How sockets, to clients and to databases, are driven. */
public enum SocketTransport {
  /** By io_uring, where the kernel lets this process use it, and else as {@link #NIO}. */
  AUTO,

  /** By what Java brings. */
  NIO;

  /** What Vert.x is to take on this machine. */
  public Transport transport() {
    Transport ioUring = this == AUTO ? Transport.IO_URING : null;
    return ioUring != null && ioUring.available() ? ioUring : Transport.NIO;
  }
}
