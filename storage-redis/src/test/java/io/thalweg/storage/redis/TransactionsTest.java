package io.thalweg.storage.redis;

import static io.thalweg.storage.redis.Eventually.eventually;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.model.StreamName;
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

/** All of it, or nothing if the stream was changed before. */
@Timeout(60)
class TransactionsTest {
  private static final StreamName ORDERS = new StreamName("orders");
  private static final StreamName REFUNDS = new StreamName("refunds");

  private final String prefix = RedisServers.freshPrefix();
  private final String first = prefix + ":first";
  private final String second = prefix + ":second";
  private Vertx vertx;
  private Keys keys;
  private RawLink link;
  private Transactions transactions;

  @BeforeEach
  void connect() {
    vertx = Vertx.vertx();
    RedisOptions options = RedisOptions.from(TestRedis.options(RedisServers.uri(), prefix));
    keys = new Keys(options.keyPrefix(), options.slotBy());
    link = new RawLink(vertx, options, options.seed());
    transactions = new Transactions(() -> link, keys);
    eventually("it is connected", transactions::isConnected);
    say("HSET " + keys.stream(ORDERS) + " head 7");
  }

  @AfterEach
  void close() {
    link.close().await();
    vertx.close().await();
  }

  @Test
  void doesAllOfItAndOpensTheNext() {
    assertThat(transactions.isOpenFor(ORDERS)).isFalse();

    assertThat(run(commands(first, second))).isTrue();

    assertThat(get(first)).isEqualTo("1");
    assertThat(get(second)).isEqualTo("1");
    assertThat(transactions.isOpenFor(ORDERS)).isTrue();
    assertThat(transactions.isOpenFor(REFUNDS)).isFalse();
    assertThat(run(commands(first))).isTrue();
    assertThat(get(first)).isEqualTo("2");
  }

  @Test
  void seesWhatTheOneBeforeDid() {
    run(new RespCommands(64).add("HSET", keys.stream(ORDERS), "head", "8").add("EXEC"));

    assertThat(transactions.seen().head()).isEqualTo(8);
  }

  @Test
  void doesNothingIfTheStreamIsChangedMeanwhile() {
    assertThat(run(commands(first), () -> say("HSET " + keys.stream(ORDERS) + " head 8")))
        .isFalse();

    assertThat(get(first)).isNull();
    assertThat(run(commands(first))).as("next").isTrue();
  }

  @Test
  void doesNothingIfEventsAreAddedAfterTheNextWasOpened() {
    run(commands(first));
    say("XADD " + keys.events(ORDERS, 0) + " 7-1 event a");

    assertThat(run(commands(first))).isFalse();

    assertThat(get(first)).isEqualTo("1");
    assertThat(transactions.seen().lastOffset()).isEqualTo(7);
    assertThat(run(commands(first))).as("next").isTrue();
  }

  @Test
  void discardsOneThatIsOpenForAnotherStreamOrWasGivenUp() {
    run(commands(first));
    assertThat(transactions.run(REFUNDS, (server, seen) -> commands(first)).await()).isTrue();
    transactions.giveUp();
    assertThat(transactions.isOpenFor(REFUNDS)).isFalse();
    assertThat(transactions.seen()).isNull();

    assertThat(transactions.run(REFUNDS, (server, seen) -> commands(first)).await()).isTrue();

    assertThat(get(first)).isEqualTo("3");
  }

  @Test
  void doesNothingIfItIsNotWanted() {
    assertThat(run(null)).isFalse();

    assertThat(run(commands(first))).as("next").isTrue();
  }

  @Test
  void doesNothingIfRedisRefusesOneOfItsCommands() {
    RespCommands refused = new RespCommands(64).add("INCR", first).add("INCR");

    assertThat(run(refused.add("EXEC"))).isFalse();

    assertThat(get(first)).isNull();
    assertThat(run(commands(first))).as("next").isTrue();
  }

  @Test
  void doesNothingIfItCannotLook() {
    say("SET " + keys.stream(REFUNDS) + " text");

    assertThat(transactions.run(REFUNDS, (server, seen) -> commands(first)).await()).isFalse();

    assertThat(get(first)).isNull();
    eventually("the next one", () -> run(commands(first)));
  }

  @Test
  void opensAnotherWhenTheConnectionIsLost() {
    run(commands(first));
    link.drop();
    assertThat(transactions.isOpenFor(ORDERS)).isFalse();

    eventually("the next one", () -> run(commands(first)));

    assertThat(get(first)).isEqualTo("2");
  }

  private boolean run(RespCommands commands) {
    return run(commands, () -> {});
  }

  private boolean run(RespCommands commands, Runnable meanwhile) {
    return transactions
        .run(
            ORDERS,
            (server, seen) -> {
              meanwhile.run();
              return commands;
            })
        .await();
  }

  private static RespCommands commands(String... keys) {
    RespCommands commands = new RespCommands(64);
    for (String key : keys) {
      commands.add("INCR", key);
    }
    return commands.add("EXEC");
  }

  /** By somebody else, and it is done when this returns. */
  private static void say(String command) {
    URI server = URI.create(RedisServers.uri());
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.getOutputStream().write((command + "\r\n").getBytes(US_ASCII));
      assertThat(socket.getInputStream().read()).isNotEqualTo('-');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String get(String key) {
    Response value = RedisServers.say(vertx, RedisServers.uri(), Command.GET, key);
    return value == null ? null : value.toString();
  }
}
