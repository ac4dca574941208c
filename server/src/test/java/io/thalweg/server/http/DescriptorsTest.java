package io.thalweg.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.server.config.LogLevel;
import io.thalweg.server.ops.Logs;
import io.thalweg.server.testing.RawConnection;
import io.thalweg.server.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A process that may open few files and gets many connections. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class DescriptorsTest {
  private static final int DESCRIPTORS = 200;
  private static final int CONNECTIONS = 500;

  /** The server, in a process of its own. */
  static final class Server {
    private Server() {}

    public static void main(String[] args) throws InterruptedException {
      Logs.setUp(LogLevel.WARN);
      TestServer server = TestServer.start();
      System.out.println(server.port());
      new CountDownLatch(1).await();
    }
  }

  @Test
  void servesAgainAfterTooManyConnections() throws IOException {
    Process process = start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      int port = Integer.parseInt(out.readLine());
      // Here each class is a file of its own, which is no longer to be had later; not so in a jar.
      assertThat(answer(port)).startsWith("HTTP/1.1 200 ");
      List<RawConnection> connections = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        connections.add(new RawConnection(port));
      }
      connections.forEach(RawConnection::close);

      assertThat(answer(port)).startsWith("HTTP/1.1 200 ");
    } finally {
      process.destroyForcibly();
    }
  }

  private static Process start() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String command =
        "ulimit -n %d; exec %s -XX:TieredStopAtLevel=1 -Xmx256m -cp '%s' '%s'"
            .formatted(
                DESCRIPTORS, java, System.getProperty("java.class.path"), Server.class.getName());
    return new ProcessBuilder("sh", "-c", command)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static String answer(int port) {
    String answer = "";
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (answer.isEmpty() && System.nanoTime() < deadline) {
      try (RawConnection connection = new RawConnection(port)) {
        connection.send("GET /stream/list HTTP/1.1\r\nHost: localhost\r\n\r\n");
        answer = connection.readAnswer();
      } catch (UncheckedIOException refused) {
        // Those that were closed are not gone yet.
      }
    }
    return answer;
  }
}
