package io.thalweg.server.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A connection on which anything can be sent. Texts are bytes: ISO 8859-1. */
public final class RawConnection implements AutoCloseable {
  private static final int DEADLINE_MS = 15_000;
  private final Socket socket;
  private final InputStream in;

  public RawConnection(int port) {
    try {
      socket = new Socket("127.0.0.1", port);
      socket.setSoTimeout(DEADLINE_MS);
      socket.setTcpNoDelay(true);
      in = socket.getInputStream();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  public RawConnection send(String text) {
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      return this;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Reads an answer's status line, headers, and body if its length is told. */
  public String readAnswer() {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    readUntil(answer, "\r\n\r\n");
    String head = answer.toString(StandardCharsets.ISO_8859_1);
    int length = contentLength(head);
    try {
      answer.writeBytes(in.readNBytes(length));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return answer.toString(StandardCharsets.ISO_8859_1);
  }

  private static int contentLength(String head) {
    for (String line : head.split("\r\n")) {
      if (line.toLowerCase().startsWith("content-length:")) {
        return Integer.parseInt(line.substring(15).trim());
      }
    }
    return 0;
  }

  /** Goes away, and waits until the server has noticed. */
  public void leave() {
    try {
      socket.shutdownOutput();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    readToEnd();
  }

  /** Reads until the server closes. */
  public String readToEnd() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    readUntil(all, null);
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  private void readUntil(ByteArrayOutputStream out, String end) {
    try {
      for (int b = in.read(); b >= 0; b = in.read()) {
        out.write(b);
        if (end != null && out.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
          return;
        }
      }
    } catch (SocketException reset) {
      // As good as closed.
    } catch (IOException failed) {
      throw new UncheckedIOException(
          new IOException("after " + out.toString(StandardCharsets.ISO_8859_1), failed));
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
