package io.thalweg.storage.redis;

import static io.thalweg.storage.redis.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.thalweg.core.contract.SampleEvent;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.Durability;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.StorageHealth;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.thalweg.storage.redis.testing.LocalRedis;
import io.thalweg.storage.redis.testing.RedisServers;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A user who loses rights while nodes work. */
@Timeout(60)
class RightsTest {
  private static final StreamName ORDERS = new StreamName("orders");
  private static final String SETUSER = "ACL SETUSER thalweg ";

  private Vertx vertx;
  private LocalRedis server;
  private RedisStorage storage;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    server = LocalRedis.start();
    user("on", ">secret", "~thalweg:*", "resetchannels", "&thalweg:changes", "+@all");
    storage = TestRedis.storage(vertx, options());
    storage.open().await();
    storage.createStream(ORDERS, new StreamConfig(1, 0, 0, 0, 1)).await();
  }

  @AfterEach
  void close() {
    storage.close().await();
    vertx.close().await();
    server.close();
  }

  @Test
  void needsNoOtherRightsThanTheManualNames() throws Exception {
    String line =
        Files.readAllLines(Path.of("../docs/backends.md")).stream()
            .filter(each -> each.startsWith(SETUSER))
            .findFirst()
            .orElseThrow();
    user("reset");
    user(line.substring(SETUSER.length()).replace(">password", ">secret").split(" "));
    RedisStorage fresh = TestRedis.storage(vertx, options());

    fresh.open().await();

    assertThat(write(fresh, "a").isStored()).isTrue();
    assertThat(fresh.durability()).isEqualTo(Durability.FSYNC);
    fresh.deleteStream(ORDERS).await();
    fresh.close().await();
  }

  @ParameterizedTest
  @ValueSource(strings = {"evalsha", "script", "xadd", "rename", "zadd"})
  void saysAtTheStartWhichRightIsMissing(String command) {
    user("-" + command);
    RedisStorage fresh = TestRedis.storage(vertx, options());

    assertThatExceptionOfType(StreamException.class)
        .isThrownBy(() -> fresh.open().await())
        .withMessageContaining("docs/backends.md")
        .matches(refused -> refused.getMessage().toLowerCase(Locale.ROOT).contains(command));
    fresh.close().await();
  }

  @Test
  void isNotReadyForWritesWhileARightIsMissing() {
    user("-xadd");

    assertThatExceptionOfType(StreamException.class).isThrownBy(() -> write("a"));
    eventually("a probe names it", () -> storage.health().detail().contains("XADD"));
    assertThat(storage.health().reads()).isTrue();
    assertThat(storage.health().writes()).isFalse();

    user("+xadd");
    eventually("it is well again", () -> storage.health().equals(StorageHealth.OK));
  }

  @Test
  void storesAlthoughItMayNotTellOthers() {
    user("-publish");

    assertThat(write("a").isStored()).isTrue();
    assertThat(head()).isEqualTo(1);
  }

  @Test
  void tearsNothingIfItMayNotPutIdsAside() {
    assertThat(write("a").isStored()).isTrue();
    user("-rename");

    assertThatExceptionOfType(StreamException.class)
        .isThrownBy(() -> write("b"))
        .matches(unknown -> unknown.code() == ErrorCode.UNAVAILABLE)
        .withMessageContaining("ACL");

    user("+rename");
    assertThat(write("c").isStored()).isTrue();
    assertThat(head()).isEqualTo(2);
  }

  @Test
  void hearsOfOthersByComparingIfItMayNotListen() {
    RedisStorage other = TestRedis.storage(vertx, TestRedis.options(server.uri(), "thalweg"));
    other.open().await();
    user("resetchannels");
    Set<StreamName> heard = ConcurrentHashMap.newKeySet();
    storage.onStreamChange(heard::add);

    other.createStream(new StreamName("refunds"), StreamConfig.DEFAULT).await();
    eventually("it hears of it", () -> heard.contains(new StreamName("refunds")));

    heard.clear();
    write(other, "a");
    eventually("it hears of that, too", () -> heard.contains(ORDERS));
    assertThat(storage.health()).isEqualTo(StorageHealth.OK);
    other.close().await();
  }

  private JsonObject options() {
    String uri = server.uri().replace("redis://", "redis://thalweg:secret@");
    return TestRedis.options(uri, "thalweg").put("poll_interval", "50ms");
  }

  private WriteOutcome write(String id) {
    return write(storage, id);
  }

  private static WriteOutcome write(RedisStorage storage, String id) {
    StreamAppend append =
        StreamAppend.of(ORDERS, SampleEvent.batch(SampleEvent.of("a").withId(id)));
    return storage.write(List.of(WriteBatch.of(append))).await().get(0);
  }

  private long head() {
    return storage.stream(ORDERS).await().head();
  }

  private void user(String... rules) {
    Object[] arguments = new Object[rules.length + 2];
    arguments[0] = "SETUSER";
    arguments[1] = "thalweg";
    System.arraycopy(rules, 0, arguments, 2, rules.length);
    RedisServers.say(vertx, server.uri(), Command.ACL, arguments);
  }
}
