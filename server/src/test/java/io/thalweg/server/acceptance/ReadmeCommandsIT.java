package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documents' commands are run as they stand there, and answered as it says there. */
class ReadmeCommandsIT {
  private static final Path ROOT = Path.of("..");
  private static final String ADDRESS = "127.0.0.1:15500";
  private static final Pattern SOCKET = Pattern.compile("[`']ws://[^/]+([^`']+)[`']");
  private static final Pattern MESSAGE =
      Pattern.compile("JSON\\.stringify\\(\\{ (\\w+): event\\.(\\w+) }\\)");

  /** What differs from run to run. */
  private static final Set<String> OF_THE_MOMENT =
      Set.of(
          "timestamp",
          "created_at",
          "generation",
          "bytes",
          "ticket",
          "token",
          "lease_until",
          "subscribers");

  @TempDir Path folder;

  @Test
  void everyShellCommandDoesWhatItSays() throws Exception {
    try (ServerProcess server = new ServerProcess(folder).start()) {
      for (Path page : pages()) {
        List<MarkdownBlock> blocks = MarkdownBlock.of(page);
        for (int i = 0; i < blocks.size(); i++) {
          if (blocks.get(i).is("sh")) {
            check(blocks.get(i), i + 1 < blocks.size() ? blocks.get(i + 1) : null, server);
          } else if (blocks.get(i).is("js")) {
            checkSocket(blocks.get(i), server);
          } else if (blocks.get(i).is("javascript")) {
            checkMember(blocks.get(i), server);
          }
        }
      }
    }
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      Stream<Path> pages = docs.filter(file -> file.toString().endsWith(".md")).sorted();
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), pages).toList();
    }
  }

  private static void check(MarkdownBlock command, MarkdownBlock answer, ServerProcess server)
      throws Exception {
    String output = run(command.text().replace(ADDRESS, server.address().getAuthority()));
    if (answer != null && answer.is("json")) {
      assertThat(constant(new JsonObject(output)))
          .as(command.text())
          .isEqualTo(constant(new JsonObject(answer.text())));
    } else if (answer != null && answer.is("text")) {
      assertThat(output).contains(answer.text().lines().findFirst().orElseThrow());
    }
  }

  private static String run(String command) throws Exception {
    boolean endless = command.contains("curl -N");
    String bounded =
        command.replace("curl -N", "curl -N --max-time 2").replace("curl ", "curl -sS ");
    Process shell =
        new ProcessBuilder("sh", "-ec", bounded)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(shell.getInputStream().readAllBytes());
    assertThat(shell.waitFor(20, TimeUnit.SECONDS)).as(command).isTrue();
    assertThat(shell.exitValue()).as(command).isEqualTo(endless ? 28 : 0);
    return output;
  }

  /** The same without what differs from run to run. */
  private static Object constant(Object json) {
    if (json instanceof JsonObject object) {
      JsonObject constant = new JsonObject();
      object.forEach(
          entry ->
              constant.put(
                  entry.getKey(),
                  OF_THE_MOMENT.contains(entry.getKey()) ? "" : constant(entry.getValue())));
      return constant;
    }
    if (json instanceof JsonArray array) {
      return new JsonArray(array.stream().map(ReadmeCommandsIT::constant).toList());
    }
    return json;
  }

  private static void checkSocket(MarkdownBlock script, ServerProcess server) {
    Matcher matcher = SOCKET.matcher(script.text());
    assertThat(matcher.find()).isTrue();
    TestClient client = new TestClient(server.address());
    long head = client.get("/stream/notifications/info").getLong("next_offset");

    EventSocket socket = client.socket(matcher.group(1).replace("${next}", "0"));

    assertThat(socket.take((int) head)).isNotEmpty();
    socket.close();
  }

  /** The script's messages, in a stream of their own: others on the page count what they find. */
  private static void checkMember(MarkdownBlock script, ServerProcess server) {
    Matcher url = SOCKET.matcher(script.text());
    Matcher message = MESSAGE.matcher(script.text());
    assertThat(url.find() && message.find()).isTrue();
    String path = url.group(1).replace("/stream/orders/", "/stream/pushed/");
    String group = path.substring(0, path.indexOf("/ws/"));
    TestClient client = new TestClient(server.address());
    TestClient.expect(201, client.call("POST", "/stream/pushed", ""));
    TestClient.expect(201, client.call("POST", group, ""));
    client.post("/stream/pushed/publish", "{\"event\":\"order\",\"data\":1}");

    EventSocket socket = client.socket(path);
    JsonObject event = socket.take(1).get(0);
    socket.send(new JsonObject().put(message.group(1), event.getValue(message.group(2))).encode());

    Patience.await("it is committed", () -> client.get(group).getLong("lag") == 0);
    socket.close();
  }

  @Test
  void theEmbeddingExampleIsCompiledAndWorks() throws Exception {
    String source =
        Files.readString(Path.of("src/test/java/io/thalweg/server/acceptance/Orders.java"));
    String shown =
        MarkdownBlock.of(ROOT.resolve("README.md")).stream()
            .filter(block -> block.is("java"))
            .map(MarkdownBlock::text)
            .collect(Collectors.joining());
    assertThat(source).contains(shown);

    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    Vertx vertx = Vertx.vertx();
    try {
      vertx.deployVerticle(new Orders(folder.toString(), heard::add)).await();
      assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("0 {\"item\":\"tea\"}");
    } finally {
      vertx.close().await();
    }
  }
}
