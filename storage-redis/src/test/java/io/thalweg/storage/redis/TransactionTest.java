package io.thalweg.storage.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.storage.redis.Link.Connected;
import io.thalweg.storage.redis.testing.RedisServers;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All of it, or nothing if something was there before. */
@Timeout(60)
class TransactionTest {
  private final String watched = RedisServers.freshPrefix() + ":watched";
  private final String first = watched + ":first";
  private final String second = watched + ":second";
  private Vertx vertx;
  private Link link;

  @BeforeEach
  void connect() {
    vertx = Vertx.vertx();
    RedisOptions options = RedisOptions.from(TestRedis.options(RedisServers.uri(), "thalweg"));
    link = new Link(vertx, options, options.seed());
  }

  @AfterEach
  void close() {
    link.close().await();
    vertx.close().await();
  }

  @Test
  void doesAllOfIt() {
    assertThat(run(List.of(set(first, "1"), set(second, "2"), exec()), () -> {})).isNotNull();

    assertThat(get(first)).isEqualTo("1");
    assertThat(get(second)).isEqualTo("2");
  }

  @Test
  void doesNothingIfWhatWasLookedAtChangesMeanwhile() {
    assertThat(run(List.of(set(first, "1"), exec()), this::changeWhatIsWatched)).isNull();

    assertThat(get(first)).isNull();
    assertThat(run(List.of(set(first, "1"), exec()), () -> {})).as("next").isNotNull();
  }

  @Test
  void doesNothingIfItIsNotWanted() {
    assertThat(run(List.of(), this::changeWhatIsWatched)).isNull();

    assertThat(run(List.of(set(first, "1"), exec()), () -> {})).as("next").isNotNull();
    assertThat(get(first)).isEqualTo("1");
  }

  @Test
  void doesNothingIfItCannotLook() {
    List<Request> look = List.of(watch(), Request.cmd(Command.GET), Request.cmd(Command.MULTI));

    Connected on = Transaction.run(link, look, (server, seen) -> List.of(exec())).await();

    assertThat(on).isNull();
    assertThat(run(List.of(set(first, "1"), exec()), () -> {})).as("next").isNotNull();
  }

  private Connected run(List<Request> commands, Runnable meanwhile) {
    List<Request> look =
        List.of(watch(), Request.cmd(Command.GET).arg(watched), Request.cmd(Command.MULTI));
    return Transaction.run(
            link,
            look,
            (server, seen) -> {
              meanwhile.run();
              return commands;
            })
        .await();
  }

  /** By somebody else, and it is done when this returns. */
  private void changeWhatIsWatched() {
    URI server = URI.create(RedisServers.uri());
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.getOutputStream().write(("INCR " + watched + "\r\n").getBytes(US_ASCII));
      assertThat(socket.getInputStream().read()).isEqualTo(':');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Request watch() {
    return Request.cmd(Command.WATCH).arg(watched);
  }

  private static Request set(String key, String value) {
    return Request.cmd(Command.SET).arg(key).arg(value);
  }

  private static Request exec() {
    return Request.cmd(Command.EXEC);
  }

  private String get(String key) {
    Response value = RedisServers.say(vertx, RedisServers.uri(), Command.GET, key);
    return value == null ? null : value.toString();
  }
}
