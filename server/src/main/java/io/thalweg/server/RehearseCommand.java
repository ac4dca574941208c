package io.thalweg.server;

import io.thalweg.server.config.ServerConfig;
import io.thalweg.server.config.Setting;
import io.thalweg.server.ops.Logs;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * Starts a server on an empty folder, uses it once and ends: the launcher has the JVM write down
 * the classes that this loads, so that later starts need not look for them.
 */
@Command(name = "rehearse", hidden = true)
final class RehearseCommand implements Callable<Integer> {
  private static final String EVENT = "{\"event\":\"rehearsal\",\"data\":{\"n\":1}}";

  @Override
  public Integer call() throws IOException {
    Path folder = Files.createTempDirectory("thalweg-rehearsal");
    try {
      rehearse(folder);
    } finally {
      delete(folder);
    }
    return 0;
  }

  private static void rehearse(Path folder) throws IOException {
    List<Setting> settings =
        List.of(
            new Setting("http.port", "0", "the rehearsal"),
            new Setting("storage.data_dir", folder.toString(), "the rehearsal"));
    ServerConfig config = ServerConfig.load(Optional.empty(), Map.of(), settings);
    Logs.setUp(config.logLevel());
    ThalwegServer server = ThalwegServer.start(config).await();
    URI address = URI.create(server.url());
    send(address, "GET", "/health/ready", "");
    send(address, "POST", "/stream/rehearsal", "{\"partitions\":2}");
    send(address, "POST", "/stream/rehearsal/publish", EVENT);
    send(address, "POST", "/stream/rehearsal/publish", "[" + EVENT + "," + EVENT + "]");
    send(address, "GET", "/stream/rehearsal/consume/me?from_offset=0", "");
    send(address, "GET", "/stream/rehearsal/stats", "");
    send(address, "GET", "/stream/unknown/info", "");
    server.stop().await();
    rehearseDatabase("postgres", "postgresql://rehearsal@127.0.0.1:1/none");
    rehearseDatabase("redis", "redis://127.0.0.1:1/0");
  }

  /** As far as it goes where no database is: to the port that nobody listens on. */
  private static void rehearseDatabase(String type, String uri) {
    List<Setting> settings =
        List.of(
            new Setting("storage.type", type, "the rehearsal"),
            new Setting("storage.uri", uri, "the rehearsal"));
    ThalwegServer.start(ServerConfig.load(Optional.empty(), Map.of(), settings))
        .otherwiseEmpty()
        .await();
  }

  private static void send(URI address, String method, String target, String body)
      throws IOException {
    String request =
        method
            + " "
            + target
            + " HTTP/1.1\r\nHost: "
            + address.getAuthority()
            + "\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.getInputStream().readAllBytes();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
