package io.thalweg.storage.redis;

import static io.thalweg.storage.redis.Eventually.eventually;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.storage.redis.testing.RedisServers;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
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
  private RawLink link;

  @BeforeEach
  void connect() {
    vertx = Vertx.vertx();
    RedisOptions options = RedisOptions.from(TestRedis.options(RedisServers.uri(), "thalweg"));
    link = new RawLink(vertx, options, options.seed());
    eventually("it is connected", () -> link.connection() != null);
  }

  @AfterEach
  void close() {
    link.close().await();
    vertx.close().await();
  }

  @Test
  void doesAllOfIt() {
    assertThat(run(commands(first, second), () -> {})).isTrue();

    assertThat(get(first)).isEqualTo("1");
    assertThat(get(second)).isEqualTo("1");
  }

  @Test
  void doesNothingIfWhatWasLookedAtChangesMeanwhile() {
    assertThat(run(commands(first), this::changeWhatIsWatched)).isFalse();

    assertThat(get(first)).isNull();
    assertThat(run(commands(first), () -> {})).as("next").isTrue();
  }

  @Test
  void doesNothingIfItIsNotWanted() {
    assertThat(run(null, this::changeWhatIsWatched)).isFalse();

    eventually("the next one", () -> run(commands(first), () -> {}));
  }

  @Test
  void doesNothingIfRedisRefusesOneOfItsCommands() {
    RespCommands refused = new RespCommands(64).add("SET", first, "1").add("SET", second);

    assertThat(run(refused.add("EXEC"), () -> {})).isFalse();

    assertThat(get(first)).isNull();
    assertThat(run(commands(first), () -> {})).as("next").isTrue();
  }

  @Test
  void doesNothingIfItCannotLook() {
    RespCommands look = new RespCommands(64).add("WATCH", watched).add("GET").add("MULTI");

    assertThat(Transaction.run(link, look, (server, seen) -> commands(first)).await()).isFalse();

    assertThat(get(first)).isNull();
    eventually("the next one", () -> run(commands(first), () -> {}));
  }

  private boolean run(RespCommands commands, Runnable meanwhile) {
    RespCommands look = new RespCommands(64).add("WATCH", watched).add("GET", watched).add("MULTI");
    return Transaction.run(
            link,
            look,
            (server, seen) -> {
              meanwhile.run();
              return commands;
            })
        .await();
  }

  private static RespCommands commands(String... keys) {
    RespCommands commands = new RespCommands(64);
    for (String key : keys) {
      commands.add("SET", key, "1");
    }
    return commands.add("EXEC");
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

  private String get(String key) {
    Response value = RedisServers.say(vertx, RedisServers.uri(), Command.GET, key);
    return value == null ? null : value.toString();
  }
}
