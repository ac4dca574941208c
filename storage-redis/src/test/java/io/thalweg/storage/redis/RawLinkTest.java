package io.thalweg.storage.redis;

import static io.thalweg.storage.redis.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.storage.redis.RedisErrors.Lost;
import io.thalweg.storage.redis.testing.LocalRedis;
import io.thalweg.storage.redis.testing.RedisServers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The connection that pages are read on, at a server with a password and in another database. */
@Timeout(60)
class RawLinkTest {
  private Vertx vertx;
  private LocalRedis server;
  private String uri;
  private RawLink link;

  @BeforeEach
  void startServer() {
    vertx = Vertx.vertx();
    server = LocalRedis.start("--requirepass", "se:cret");
    uri = server.uri().replace("redis://", "redis://:se%3Acret@").replaceFirst("/0$", "") + "/3";
    RedisOptions options =
        RedisOptions.from(new JsonObject().put("uri", uri).put("reply_timeout", "1s"));
    link = new RawLink(vertx, options, options.seed());
  }

  @AfterEach
  void stopServer() {
    link.close().await();
    vertx.close().await();
    server.close();
  }

  @Test
  void logsInAndSelectsTheDatabase() {
    RedisServers.say(vertx, uri, Command.SET, "a", "b");
    await();

    assertThat(ask(List.of("GET", "a")).await().cursor().text()).isEqualTo("b");
  }

  @Test
  void answersRequestsInTheirOrder() {
    await();

    Future<RespFrame> first = ask(List.of("ECHO", "x".repeat(300_000)), List.of("ECHO", "2"));
    Future<RespFrame> second = ask(List.of("ECHO", "3"));

    RespCursor replies = first.await().cursor();
    assertThat(replies.text()).hasSize(300_000);
    assertThat(replies.text()).isEqualTo("2");
    assertThat(second.await().cursor().text()).isEqualTo("3");
  }

  @Test
  void losesWhatIsUnderWayWhenTheServerDoesNotAnswer() throws Exception {
    await();

    Future<RespFrame> stuck = ask(List.of("BLPOP", "nothing", "0"));

    assertThat(stuck.otherwiseEmpty().await(20, TimeUnit.SECONDS)).isNull();
    assertThat(stuck.cause()).isInstanceOf(Lost.class);
    await();
  }

  @Test
  void endsWhatIsUnderWayOnItsEventLoopWhoeverGivesItUp() {
    await();
    Future<Boolean> onEventLoop =
        ask(List.of("BLPOP", "nothing", "0"))
            .transform(lost -> Future.succeededFuture(Context.isOnEventLoopThread()));

    link.drop();

    assertThat(onEventLoop.await()).isTrue();
  }

  @Test
  void connectsAgainAfterTheServerWasRestarted() {
    await();
    server.kill();
    eventually("the loss is seen", () -> ask(List.of("PING")).otherwiseEmpty().await() == null);

    server.startServer();

    await();
  }

  private void await() {
    eventually("it is connected", () -> ask(List.of("PING")).otherwiseEmpty().await() != null);
  }

  @SafeVarargs
  private Future<RespFrame> ask(List<String>... commands) {
    RespCommands request = new RespCommands(64);
    for (List<String> words : commands) {
      request.add(words);
    }
    return link.ask(request);
  }
}
