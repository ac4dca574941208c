package io.thalweg.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.storage.postgres.testing.LocalPostgres;
import io.thalweg.storage.postgres.testing.PostgresServers;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL that lets nobody in but over TLS and with a password. */
@Timeout(60)
class TlsTest {
  private static final String PASSWORD = "s3cret-password";

  @TempDir static Path folder;
  private static LocalPostgres server;
  private Vertx vertx;

  @BeforeAll
  static void startServer() throws Exception {
    server = LocalPostgres.start();
    KeyStore store = selfSigned();
    String certificate = pem("CERTIFICATE", store.getCertificate("server").getEncoded());
    Files.writeString(authority(), certificate);
    server.place("server.crt", certificate);
    server.place(
        "server.key",
        pem("PRIVATE KEY", store.getKey("server", PASSWORD.toCharArray()).getEncoded()));
    server.place("pg_hba.conf", "hostssl all all 127.0.0.1/32 scram-sha-256\n");
    Vertx own = Vertx.vertx();
    PostgresServers.sql(own, server.uri(), "ALTER ROLE postgres PASSWORD '" + PASSWORD + "'");
    PostgresServers.sql(own, server.uri(), "ALTER SYSTEM SET ssl = on");
    own.close().await();
    server.stop();
    server.startServer();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void stopVertx() {
    vertx.close().await();
  }

  @Test
  void worksWithAServerThatTheAuthoritySigned() {
    works(options("127.0.0.1", "verify-full").put("ssl_root_cert", authority().toString()));
  }

  @Test
  void asksForTheAuthorityAloneIfItIsToldSo() {
    works(options("localhost", "verify-ca").put("ssl_root_cert", authority().toString()));
  }

  @Test
  void asksForNobodyIfItIsToldSo() {
    works(options("127.0.0.1", "require"));
  }

  @Test
  void refusesAServerThatNobodySigned() {
    assertThat(whyNot(options("127.0.0.1", "verify-full")))
        .contains("signed by an authority in ssl_root_cert")
        .doesNotContain("start it");
  }

  @Test
  void refusesAServerOfAnotherName() {
    JsonObject options =
        options("localhost", "verify-full").put("ssl_root_cert", authority().toString());

    assertThat(whyNot(options))
        .contains("localhost", "must also be for the host in the uri")
        .doesNotContain("start it");
  }

  @Test
  void refusesAServerWithoutTls() {
    String uri = PostgresServers.uri() + "?sslmode=require";

    assertThat(whyNot(new JsonObject().put("uri", uri)))
        .contains("speaks no TLS", "sslmode")
        .doesNotContain("start it");
  }

  @Test
  void saysThatTheAuthoritiesCannotBeRead() {
    assertThatExceptionOfType(StreamException.class)
        .isThrownBy(
            () ->
                PostgresOptions.from(
                    options("127.0.0.1", "verify-full").put("ssl_root_cert", "no")))
        .withMessageContaining("cannot be read");
  }

  @Test
  void saysThatTheServerWantsTls() {
    assertThat(whyNot(options("127.0.0.1", "disable"))).contains("pg_hba.conf");
  }

  @Test
  void saysThatThePasswordIsWrong() {
    JsonObject options = options("127.0.0.1", "require").put("password", "wr0ng-password");

    assertThat(whyNot(options))
        .contains("Correct user and password")
        .doesNotContain("wr0ng-password");
  }

  private void works(JsonObject options) {
    PostgresStorage storage = new PostgresStorage(vertx, PostgresOptions.from(options));

    storage.open().await();

    StreamName name = new StreamName("secret");
    assertThat(storage.createStream(name, StreamConfig.DEFAULT).await().head()).isZero();
    storage.close().await();
  }

  private String whyNot(JsonObject options) {
    PostgresStorage storage = new PostgresStorage(vertx, PostgresOptions.from(options));
    Throwable failure = catchThrowable(() -> storage.open().await());
    storage.close().await();
    assertThat(failure).as("opening fails").isNotNull();
    return failure.getMessage();
  }

  private static JsonObject options(String host, String sslMode) {
    return new JsonObject()
        .put(
            "uri",
            "postgresql://postgres@" + host + ":" + server.port() + "/postgres?sslmode=" + sslMode)
        .put("password", PASSWORD)
        // A first handshake on a machine that is busy otherwise takes its time.
        .put("connect_timeout", "20s")
        .put("schema", PostgresServers.freshSchema());
  }

  private static Path authority() {
    return folder.resolve("server.pem");
  }

  private static KeyStore selfSigned() throws Exception {
    Path file = folder.resolve("server.p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> command =
        List.of(
            keytool.toString(),
            "-genkeypair",
            "-alias",
            "server",
            "-keyalg",
            "RSA",
            "-dname",
            "CN=test",
            "-ext",
            "san=ip:127.0.0.1",
            "-keystore",
            file.toString(),
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private static String pem(String what, byte[] content) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(content)
        + "\n-----END "
        + what
        + "-----\n";
  }
}
