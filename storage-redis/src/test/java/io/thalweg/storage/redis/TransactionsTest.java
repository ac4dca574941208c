package io.thalweg.storage.redis;

import static io.thalweg.storage.redis.Eventually.eventually;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.contract.SampleEvent;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.record.Murmur2;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.storage.redis.Transactions.Result;
import io.thalweg.storage.redis.Transactions.Step;
import io.thalweg.storage.redis.testing.RedisServers;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All of it, or nothing if the stream was changed before. */
@Timeout(60)
class TransactionsTest {
  private static final StreamName ORDERS = new StreamName("orders");
  private static final StreamName REFUNDS = new StreamName("refunds");

  private static final EventBatch EVENT = SampleEvent.batch(List.of(SampleEvent.of("a")));

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
    assertThat(isOpenFor(ORDERS)).isFalse();

    assertThat(run(commands(first, second))).isTrue();

    assertThat(get(first)).isEqualTo("1");
    assertThat(get(second)).isEqualTo("1");
    assertThat(isOpenFor(ORDERS)).isTrue();
    assertThat(isOpenFor(REFUNDS)).isFalse();
    assertThat(run(commands(first))).isTrue();
    assertThat(get(first)).isEqualTo("2");
  }

  @Test
  void seesWhatTheOneBeforeDid() {
    run(new RespCommands(64).add("HSET", keys.stream(ORDERS), "head", "8").add("EXEC"));

    assertThat(seen(ORDERS).head()).isEqualTo(8);
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
    assertThat(seen(ORDERS).isAsThought()).isFalse();
    assertThat(run(commands(first))).as("next").isTrue();
  }

  @Test
  void discardsOneThatIsOpenForAnotherStreamOrWasGivenUp() {
    run(commands(first));
    assertThat(run(REFUNDS, commands(first), () -> {})).isTrue();
    transactions.giveUp();
    assertThat(isOpenFor(REFUNDS)).isFalse();
    assertThat(transactions.seen()).isNull();

    assertThat(run(REFUNDS, commands(first), () -> {})).isTrue();

    assertThat(get(first)).isEqualTo("3");
  }

  @Test
  void doesNothingIfAnyOfItsStreamsIsChangedMeanwhile() {
    transactions.open(look(ORDERS, REFUNDS)).await();
    assertThat(isOpenFor(ORDERS)).isTrue();
    assertThat(isOpenFor(REFUNDS)).isTrue();
    say("XADD " + keys.events(REFUNDS, 0) + " 7-1 event a");

    Result result =
        transactions.run((server, seen) -> new Step(commands(first), look(ORDERS))).await();

    assertThat(result).isEqualTo(Result.NOT_DONE);
    assertThat(get(first)).isNull();
    assertThat(isOpenFor(ORDERS)).as("the next").isTrue();
    assertThat(isOpenFor(REFUNDS)).isFalse();
  }

  @Test
  void leavesNothingOpenIfNothingIsToBeLookedAt() {
    transactions.open(look(ORDERS)).await();

    Result result = transactions.run((server, seen) -> new Step(commands(first), null)).await();

    assertThat(result).isEqualTo(Result.DONE);
    assertThat(isOpenFor(ORDERS)).isFalse();
    assertThat(transactions.seen()).isNull();
    assertThat(run(commands(first))).as("next").isTrue();
  }

  @Test
  void seesTheCountersOfThePartitionsThatEventsMayComeTo() {
    say("HSET " + keys.stream(ORDERS) + " partitions 20 index_at 0 n:3 5 n:4 6 turn 2");
    EventBatch keyed = SampleEvent.batch(List.of(SampleEvent.of("a").withKey("k-1")));
    EventCursor event = keyed.cursor();
    event.next();
    int partition = Murmur2.partition(event.keyHash(), 20);
    say("HSET " + keys.stream(ORDERS) + " n:" + partition + " 9");
    Look look = new Look();
    look.add(ORDERS, 20, 7, keyed);

    transactions.open(look).await();

    assertThat(seen(ORDERS).ordinals()).isEqualTo(Map.of(partition, 9L));
    assertThat(seen(ORDERS).turn()).isEqualTo(2);
    assertThat(seen(ORDERS).isAsThought()).isTrue();
    assertThat(transactions.isOpenFor(WriteBatch.of(StreamAppend.of(ORDERS, keyed)))).isTrue();
    assertThat(isOpenFor(ORDERS)).as("for an event without a key").isFalse();
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

    assertThat(run(REFUNDS, commands(first), () -> {})).isFalse();

    assertThat(get(first)).isNull();
    eventually("the next one", () -> run(commands(first)));
  }

  @Test
  void opensAnotherWhenTheConnectionIsLost() {
    run(commands(first));
    link.drop();
    assertThat(isOpenFor(ORDERS)).isFalse();

    eventually("the next one", () -> run(commands(first)));

    assertThat(get(first)).isEqualTo("2");
  }

  private boolean run(RespCommands commands) {
    return run(commands, () -> {});
  }

  private boolean run(RespCommands commands, Runnable meanwhile) {
    return run(ORDERS, commands, meanwhile);
  }

  /** Opens one if none is open for the stream, and the next one behind it. */
  private boolean run(StreamName stream, RespCommands commands, Runnable meanwhile) {
    if (!isOpenFor(stream) && !transactions.open(look(stream)).await()) {
      return false;
    }
    Result result =
        transactions
            .run(
                (server, seen) -> {
                  meanwhile.run();
                  return commands == null ? null : new Step(commands, look(stream));
                })
            .await();
    return result == Result.DONE;
  }

  private static Look look(StreamName... streams) {
    Look look = new Look();
    for (StreamName stream : streams) {
      look.add(stream, 1, 7, EVENT);
    }
    return look;
  }

  private boolean isOpenFor(StreamName stream) {
    return transactions.isOpenFor(WriteBatch.of(StreamAppend.of(stream, EVENT)));
  }

  private Standing seen(StreamName stream) {
    return transactions.seen().standings().get(stream);
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
