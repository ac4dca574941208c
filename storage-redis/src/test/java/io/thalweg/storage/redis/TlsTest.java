package io.thalweg.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.storage.redis.testing.RedisServers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PfxOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Redis behind TLS: the tests' own binary speaks none, so a proxy does it. */
@Timeout(60)
class TlsTest {
  private static final String PASSWORD = "changeit";

  @TempDir Path folder;
  private Vertx vertx;
  private URI redis;
  private NetClient toRedis;
  private int port;

  @BeforeEach
  void startProxy() throws Exception {
    vertx = Vertx.vertx();
    redis = URI.create(RedisServers.uri());
    toRedis = vertx.createNetClient();
    String store = folder.resolve("server.p12").toString();
    keytool(
        store,
        "-genkeypair",
        "-alias",
        "server",
        "-keyalg",
        "EC",
        "-dname",
        "CN=test",
        "-ext",
        "san=ip:127.0.0.1");
    keytool(store, "-exportcert", "-alias", "server", "-rfc", "-file", authority());
    NetServerOptions options =
        new NetServerOptions()
            .setHost("127.0.0.1")
            .setPort(0)
            .setSsl(true)
            .setKeyCertOptions(new PfxOptions().setPath(store).setPassword(PASSWORD));
    port =
        vertx
            .createNetServer(options)
            .connectHandler(this::connected)
            .listen()
            .await()
            .actualPort();
  }

  @AfterEach
  void stop() {
    vertx.close().await();
  }

  @Test
  void worksWithAServerThatTheAuthoritySigned() {
    RedisStorage storage =
        TestRedis.storage(vertx, options("127.0.0.1").put("ssl_root_cert", authority()));

    storage.open().await();

    StreamName name = new StreamName("secret");
    assertThat(storage.createStream(name, StreamConfig.DEFAULT).await().head()).isZero();
    storage.close().await();
  }

  @Test
  void refusesAServerThatNobodySigned() {
    refuses(options("127.0.0.1"), "not trusted", "set ssl_root_cert");
  }

  @Test
  void refusesAServerOfAnotherName() {
    refuses(
        options("localhost").put("ssl_root_cert", authority()),
        "not for this host",
        "localhost",
        "into the uri");
  }

  @Test
  void asksWhetherTheServerSpeaksTlsAtAll() {
    String uri = redis.toString().replace("redis://", "rediss://");
    RedisStorage storage =
        TestRedis.storage(
            vertx,
            TestRedis.options(uri, RedisServers.freshPrefix()).put("connect_timeout", "500ms"));

    assertThatExceptionOfType(StreamException.class)
        .isThrownBy(() -> storage.open().await())
        .withMessageContaining("write redis://");
    storage.close().await();
  }

  @Test
  void saysThatTheAuthoritiesCannotBeRead() {
    assertThatExceptionOfType(StreamException.class)
        .isThrownBy(() -> TestRedis.storage(vertx, options("127.0.0.1").put("ssl_root_cert", "no")))
        .withMessageContaining("cannot be read");
  }

  private void refuses(JsonObject options, String... advice) {
    RedisStorage storage = TestRedis.storage(vertx, options);
    assertThatExceptionOfType(StreamException.class)
        .isThrownBy(() -> storage.open().await())
        .withMessageContainingAll(advice)
        .withMessageNotContaining("start it");
    storage.close().await();
  }

  private JsonObject options(String host) {
    return TestRedis.options("rediss://" + host + ":" + port + "/0", RedisServers.freshPrefix());
  }

  private String authority() {
    return folder.resolve("server.pem").toString();
  }

  private void connected(NetSocket client) {
    client.pause();
    Future<NetSocket> connecting = toRedis.connect(redis.getPort(), redis.getHost());
    connecting.onSuccess(
        server -> {
          client.pipeTo(server);
          server.pipeTo(client);
        });
  }

  private static void keytool(String store, String... arguments) throws Exception {
    Path program = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(Arrays.asList(arguments));
    command.addAll(List.of("-keystore", store, "-storetype", "PKCS12", "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
  }
}
