package io.thalweg.bench.lifecycle;

import io.thalweg.bench.net.Endpoint;
import io.thalweg.bench.target.BenchFailure;
import io.thalweg.bench.target.ServerProcess;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Times a start, from the moment the process was asked for to its first reply to a request. */
final class FirstReply {

  private static final int TIMEOUT_MS = 60_000;

  private FirstReply() {}

  /** Seconds until the first reply of a process that has just said that it serves. */
  static double secondsOf(ServerProcess server) {
    requireReply(server.endpoint());
    return (System.nanoTime() - server.startedNanos()) / 1e9;
  }

  private static void requireReply(Endpoint endpoint) {
    try (Socket socket = new Socket(endpoint.host(), endpoint.port())) {
      socket.setSoTimeout(TIMEOUT_MS);
      String request =
          "GET /stream/list HTTP/1.1\r\nHost: "
              + endpoint.host()
              + ":"
              + endpoint.port()
              + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
      if (!status.equals("HTTP/1.1 200")) {
        throw new BenchFailure("the first reply is " + status);
      }
    } catch (IOException e) {
      throw new BenchFailure("no first reply", e);
    }
  }
}
