package io.thalweg.server.acceptance;

import io.thalweg.server.testing.RawConnection;
import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * A client's way to several nodes: each call goes to any one of them, which may not be there or not
 * answer. Not thread-safe.
 */
final class AnyNode {
  private static final long AGAIN_NANOS = 20_000_000;
  private static final int DIES_WITHIN_NANOS = 20_000_000;

  private final List<TestClient> nodes;
  private final Random random;

  AnyNode(List<TestClient> nodes, Random random) {
    this.nodes = nodes;
    this.random = random;
  }

  HttpResponse<String> get(String target) {
    return call("GET", target, "");
  }

  HttpResponse<String> post(String target, JsonObject body) {
    return call("POST", target, body.encode());
  }

  /** Whether one node may ask another on behalf of a client, and ask again if that one dies. */
  boolean areSeveral() {
    return nodes.size() > 1;
  }

  /** The answer; null, after a moment, if what came of the call is not known. */
  HttpResponse<String> call(String method, String target, String body) {
    try {
      HttpResponse<String> answer = one().call(method, target, body);
      if (answer.statusCode() != 503) {
        return answer;
      }
    } catch (UncheckedIOException gone) {
      // Nobody there, or not any more.
    }
    LockSupport.parkNanos(AGAIN_NANOS);
    return null;
  }

  /** What a group, or whatever it is, is like; asked until there is an answer. */
  JsonObject view(String target) {
    HttpResponse<String> answer = get(target);
    while (answer == null) {
      answer = get(target);
    }
    return TestClient.expect(200, answer);
  }

  /** A client asks for something that takes a while, and is gone in the middle of it. */
  void dieAsking(String target) {
    try (RawConnection connection = new RawConnection(one().port())) {
      connection.send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
      LockSupport.parkNanos(random.nextInt(DIES_WITHIN_NANOS));
    } catch (UncheckedIOException nobodyThere) {
      // It dies all the same.
    }
  }

  /** Any one of them. */
  TestClient one() {
    return nodes.get(random.nextInt(nodes.size()));
  }
}
