package io.thalweg.server.http.groups;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.history.Anomaly;
import io.thalweg.core.history.Drain;
import io.thalweg.core.history.GroupHistory;
import io.thalweg.core.history.History;
import io.thalweg.core.history.Position;
import io.thalweg.core.history.Stored;
import io.thalweg.core.history.Verdict;
import io.thalweg.server.http.GatewayTest;
import io.thalweg.server.testing.NumberedEvent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * Twenty members join, leave, die and sleep at random while events come. What they saw must be what
 * a group promises. {@code -Dthalweg.long=true} goes on for minutes, {@code -Dthalweg.seed=…}
 * repeats what members try to do, though not when the server gets it.
 */
class GroupChaosTest extends GatewayTest {
  private static final long CHAOS_S = Boolean.getBoolean("thalweg.long") ? 180 : 6;
  private static final long DRAIN_S = 60;
  private static final int EVENTS_MIN = 200;
  private static final int MEMBERS = 20;
  private static final int PRODUCERS = 2;
  private static final int PARTITIONS = 12;

  private final History history = new History();
  private final GroupHistory seen = history.group(0);
  private final long seed = Long.getLong("thalweg.seed", System.nanoTime());
  private String stream;
  private String group;
  private long firstGeneration;

  @Test
  void keepsItsPromisesWhileMembersComeAndGo() throws Exception {
    stream = newStream("{\"partitions\":" + PARTITIONS + "}");
    group = stream + "/group/chaos";
    client.post(group, "{\"session_timeout\":\"1s\"}").expect(201);
    List<ChaosMember> members = members();
    runAll(members, goesOn());
    drain(members.get(0));
    history.add(drained());
    observe();

    Verdict verdict = history.check();

    System.out.println(
        "group chaos: seed=" + seed + " generations=" + generation() + " " + verdict);
    assertThat(verdict.told()).isEmpty();
    assertThat(verdict.count(Anomaly.UNDELIVERED)).isZero();
    assertThat(generation() - firstGeneration).as("rebalances").isGreaterThan(MEMBERS);
    assertThat(verdict.acknowledged()).isGreaterThanOrEqualTo(EVENTS_MIN);
  }

  /** For some time, and on a busy machine until something has happened. */
  private BooleanSupplier goesOn() {
    long over = System.nanoTime() + TimeUnit.SECONDS.toNanos(CHAOS_S);
    long atLast = over + TimeUnit.SECONDS.toNanos(DRAIN_S);
    return () ->
        System.nanoTime() < over || history.publishes() < EVENTS_MIN && System.nanoTime() < atLast;
  }

  private List<ChaosMember> members() {
    firstGeneration = generation();
    List<ChaosMember> members = new ArrayList<>();
    for (int i = 0; i < MEMBERS; i++) {
      members.add(new ChaosMember("m" + i, group, server, history, seen, new Random(seed + i)));
    }
    return members;
  }

  private void runAll(List<ChaosMember> members, BooleanSupplier goesOn) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(MEMBERS + PRODUCERS + 1);
    List<Future<?>> ends = new ArrayList<>();
    for (ChaosMember member : members) {
      ends.add(threads.submit(() -> repeat(goesOn, member::step)));
    }
    for (int i = 0; i < PRODUCERS; i++) {
      int producer = i;
      ends.add(threads.submit(() -> produce(producer, goesOn)));
    }
    ends.add(threads.submit(() -> repeat(goesOn, this::observe)));
    for (Future<?> end : ends) {
      end.get();
    }
    threads.shutdown();
  }

  private static void repeat(BooleanSupplier goesOn, Runnable step) {
    while (goesOn.getAsBoolean()) {
      step.run();
    }
  }

  private void produce(int producer, BooleanSupplier goesOn) {
    for (int seq = 0; goesOn.getAsBoolean(); seq++) {
      NumberedEvent event = new NumberedEvent(producer, seq);
      long begun = history.now();
      JsonObject answer = client.post(stream + "/publish", event.json()).expect(200).json();
      history.add(event.acknowledged(answer, begun, history.now()));
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Looks at the committed offsets, as an operator would. */
  private void observe() {
    long begun = history.now();
    JsonArray partitions = client.get(group).expect(200).json().getJsonArray("partitions");
    long ended = history.now();
    for (Object each : partitions) {
      JsonObject partition = (JsonObject) each;
      int number = partition.getInteger("partition");
      seen.add(new Position(number, partition.getLong("committed"), begun, ended));
    }
    LockSupport.parkNanos(20_000_000);
  }

  /** One member goes on alone until all is delivered and committed. */
  private void drain(ChaosMember last) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DRAIN_S);
    while (client.get(group).json().getLong("lag") > 0) {
      assertThat(System.nanoTime()).as("drained in time").isLessThan(deadline);
      last.poll("auto_commit=true&wait=50ms");
    }
    seen.wasDrained();
  }

  private Drain drained() {
    List<Stored> events = new ArrayList<>();
    long next = 0;
    JsonObject page;
    do {
      page = client.get(stream + "/consume/drain?limit=10000&from_offset=" + next).json();
      events.addAll(NumberedEvent.stored(page.getJsonArray("events")));
      next = page.getLong("next_offset");
    } while (next < page.getLong("head"));
    return new Drain("HTTP", 0, events);
  }

  private long generation() {
    return client.get(group).expect(200).json().getLong("generation");
  }
}
