package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator meets who starts the server, rightly or not. */
class LauncherIT {
  @TempDir Path folder;
  private ServerProcess server;

  @BeforeEach
  void prepare() {
    server = new ServerProcess(folder);
  }

  @AfterEach
  void end() {
    server.close();
  }

  @Test
  void printsOneLineAndNothingElse() {
    server.start();
    new TestClient(server.address()).get("/health/ready");

    int status = server.terminate();

    assertThat(status).isZero();
    assertThat(server.restOfOutput()).isEmpty();
    assertThat(server.log()).isEmpty();
  }

  @Test
  void helpAndVersionNeedNoServer() throws IOException {
    assertThat(output("--help")).contains("serve").contains("bench");
    assertThat(output("serve", "--help")).contains("--data-dir").contains("docs/configuration.md");
    assertThat(output("--version")).startsWith("thalweg ");
  }

  @Test
  void aWrongSettingIsToldInOneLine() {
    assertThat(failure("serve", "--port", "70000"))
        .isEqualTo(
            "thalweg: http.port is \"70000\" (from --port);"
                + " it must be a whole number from 0 to 65535\n");
    assertThat(failure("serve", "--storage", "papyrus")).contains("storage.type").contains("file");
    assertThat(failure("serve", "--set", "storage.colour=red"))
        .contains("storage.colour")
        .contains("(from --set)");
  }

  @Test
  void aDatabaseThatIsNotThereIsToldWithoutThePassword() {
    String uri = "postgresql://app:hidden@127.0.0.1:1/orders";

    assertThat(failure("serve", "--storage", "postgres"))
        .isEqualTo(
            "thalweg: storage.uri is missing: it must be like"
                + " postgresql://user@host:5432/database (from the default)\n");
    assertThat(failure("serve", "--storage", "postgres", "--postgres-uri", uri))
        .contains("no PostgreSQL answers at 127.0.0.1:1/orders")
        .contains("start it")
        .doesNotContain("hidden");
    assertThat(failure("serve", "--storage", "postgres", "--postgres-uri", uri + "?sslmode=no"))
        .contains("storage.uri", "sslmode", "(from --postgres-uri)")
        .doesNotContain("hidden");
  }

  @Test
  void aRedisThatIsNotThereIsToldWithoutThePassword() {
    assertThat(failure("serve", "--storage", "redis"))
        .contains("storage.uri is missing: it must be like redis://host:6379/0");
    assertThat(failure("serve", "--storage", "redis", "--redis-uri", "redis://:hidden@127.0.0.1:1"))
        .contains("no Redis answers at 127.0.0.1:1")
        .contains("start it")
        .doesNotContain("hidden");
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "nio"})
  void aPortThatIsTakenIsTold(String transport) {
    server.start();
    String port = String.valueOf(server.address().getPort());
    String other = folder.resolve("other").toString();
    String set = "http.transport=" + transport;

    String message = failure("serve", "--port", port, "--data-dir", other, "--set", set);

    assertThat(message).contains("http.port " + port).contains("--port").doesNotContain("\tat ");
  }

  @Test
  void aSecondServerOnTheSameFolderIsRefused() {
    server.start();

    String dataDir = folder.resolve("data").toString();

    String message = failure("serve", "--port", "0", "--data-dir", dataDir);

    assertThat(message).contains(dataDir).doesNotContain("\tat ");
  }

  @Test
  void aDamagedFolderIsToldWithoutAStackTraceUnlessAskedFor() throws IOException {
    Path file = Files.writeString(folder.resolve("no-folder"), "a file");

    String message = failure("serve", "--data-dir", file.toString());

    assertThat(message).contains(file.toString()).doesNotContain("\tat ");
    assertThat(failure("serve", "-v", "--data-dir", file.toString())).contains("\tat ");
  }

  private String output(String... arguments) throws IOException {
    Process process = server.launch(List.of(arguments));
    String out = new String(process.getInputStream().readAllBytes());
    assertThat(process.onExit().join().exitValue()).isZero();
    return out;
  }

  /** What is said on standard error by a start that fails. */
  private String failure(String... arguments) {
    String before = server.log();
    Process process = server.launch(List.of(arguments));
    assertThat(process.onExit().join().exitValue()).isPositive();
    return server.log().substring(before.length());
  }
}
