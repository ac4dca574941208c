package io.thalweg.server.acceptance;

import io.thalweg.core.history.GroupHistory;
import io.thalweg.core.history.History;
import io.thalweg.core.history.Position;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Members of one group that join, leave, die and sleep at random, and somebody who looks at it. Not
 * thread-safe.
 */
final class GroupChaos {
  private final Chaos chaos;
  private final String group;
  private final History history;
  private final GroupHistory seen;
  private final AnyNode operator;
  private final List<ChaosMember> members = new ArrayList<>();
  private final long firstGeneration;

  /** Creates the group. */
  GroupChaos(Chaos chaos, String group) {
    this.chaos = chaos;
    this.group = group;
    this.history = chaos.history();
    this.seen = history.group(0);
    this.operator = chaos.way();
    TestClient.expect(201, operator.one().call("POST", group, "{\"session_timeout\":\"1s\"}"));
    this.firstGeneration = generation();
  }

  void start(int number) {
    for (int i = 0; i < number; i++) {
      ChaosMember member = new ChaosMember("m" + i, group, chaos, seen);
      members.add(member);
      chaos.goOnWith(member::step);
    }
    AnyNode onlooker = chaos.way();
    chaos.goOnWith(() -> observe(onlooker));
  }

  /** Looks at the committed offsets, as an operator would. */
  private void observe(AnyNode onlooker) {
    long begun = history.now();
    HttpResponse<String> answer = onlooker.get(group);
    long ended = history.now();
    if (answer == null) {
      return;
    }
    for (Object each : TestClient.expect(200, answer).getJsonArray("partitions")) {
      JsonObject partition = (JsonObject) each;
      int number = partition.getInteger("partition");
      seen.add(new Position(number, partition.getLong("committed"), begun, ended));
    }
    LockSupport.parkNanos(20_000_000);
  }

  /** One member goes on alone until all is delivered and committed; the others have ended. */
  void drain() {
    members.forEach(ChaosMember::leave);
    Chaos.until(
        "drained",
        () -> {
          members.get(0).poll("auto_commit=true&wait=50ms");
          return operator.view(group).getLong("lag") == 0;
        });
    seen.wasDrained();
  }

  /** How often who holds what has changed. */
  long rebalances() {
    return generation() - firstGeneration;
  }

  private long generation() {
    return operator.view(group).getLong("generation");
  }
}
