package io.thalweg.core;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.core.bus.CommitRequest;
import io.thalweg.core.bus.PollReply;
import io.thalweg.core.bus.PollRequest;
import io.thalweg.core.bus.TransactionRequest;
import io.thalweg.core.contract.InMemoryStorage;
import io.thalweg.core.contract.SampleEvent;
import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.group.GroupMeter;
import io.thalweg.core.log.LogOptions;
import io.thalweg.core.model.ConsumerName;
import io.thalweg.core.model.GroupConfig;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.GroupView;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.spi.StorageSpi;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes on one storage; their bus is that of one Vert.x. */
@Timeout(60)
class SeveralNodesTest {
  private static final StreamName STREAM = new StreamName("orders");
  private static final GroupName GROUP = new GroupName("mailer");
  private static final ConsumerName MEMBER = new ConsumerName("m1");
  private static final ConsumerName OTHER = new ConsumerName("m2");

  private final Vertx vertx = Vertx.vertx();
  private final InMemoryStorage storage = new InMemoryStorage(vertx);
  private Thalweg coordinator;
  private Thalweg follower;

  @BeforeEach
  void start() {
    get(storage.open());
    coordinator = node("a");
    follower = node("b");
    get(storage.createStream(STREAM, new StreamConfig(2, 0, 0, 0, 0)));
    get(follower.groups().create(STREAM, GROUP, GroupConfig.DEFAULT));
  }

  @AfterEach
  void close() {
    get(vertx.close());
  }

  private Thalweg node(String prefix) {
    return node(vertx, prefix);
  }

  private Thalweg node(Vertx on, String prefix) {
    return get(Thalweg.deployNode(on, prefix, shared(), LogOptions.DEFAULT, new GroupMeter()));
  }

  /** The one storage, which no node opens or closes. */
  private StorageSpi shared() {
    return (StorageSpi)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {StorageSpi.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("open") || method.getName().equals("close")) {
                return Future.succeededFuture();
              }
              try {
                return method.invoke(storage, arguments);
              } catch (InvocationTargetException failure) {
                throw failure.getCause();
              }
            });
  }

  @Test
  void oneNodeCoordinatesAndTheOtherKnowsWhich() {
    assertThat(coordinator.coordinator().isHere()).isTrue();
    assertThat(follower.coordinator().isHere()).isFalse();
    assertThat(follower.coordinator().node()).isEqualTo(coordinator.coordinator().node());
  }

  @Test
  void aNodeThatCannotReachTheCoordinatorServesNoGroupsUntilItIsGone() {
    Vertx elsewhere = Vertx.vertx();
    try {
      Thalweg stranger = node(elsewhere, "c");
      publish(2);

      assertThatThrownBy(() -> poll(stranger, MEMBER, 2)).hasMessageContaining("cluster.enabled");

      get(follower.close());
      get(coordinator.close());
      assertThat(offsets(poll(stranger, MEMBER, 2))).containsExactlyInAnyOrder(0L, 1L);
      assertThat(stranger.coordinator().isHere()).isTrue();
    } finally {
      get(elsewhere.close());
    }
  }

  @Test
  void callsOfOneMemberMayGoToAnyNode() {
    publish(6);

    List<Long> seen = new ArrayList<>();
    for (Thalweg node : List.of(follower, coordinator, follower, coordinator)) {
      seen.addAll(offsets(poll(node, MEMBER, 2)));
    }

    assertThat(seen).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L);
    assertThat(get(follower.groups().describe(STREAM, GROUP)).lag()).isZero();
  }

  @Test
  void whatIsCommittedOnOneNodeIsSeenOnTheOther() {
    publish(4);
    PollReply reply = get(follower.groups().poll(request(MEMBER, 10).withoutCommit()));

    get(follower.groups().commit(CommitRequest.upTo(STREAM, GROUP, MEMBER, reply.generation(), 3)));

    assertThat(get(coordinator.groups().describe(STREAM, GROUP)).lag()).isEqualTo(1);
  }

  @Test
  void membersOfBothNodesShareThePartitions() {
    poll(coordinator, MEMBER, 1);
    poll(follower, OTHER, 1);
    poll(coordinator, MEMBER, 1);

    GroupView view = get(follower.groups().describe(STREAM, GROUP));

    assertThat(view.members()).allSatisfy(member -> assertThat(member.partitions()).hasSize(1));
    assertThat(view.members()).hasSize(2);
  }

  @Test
  void deliversAgainWhatWasLostWithTheNodeThatItWentOver() {
    publish(2);
    PollReply lost = get(follower.groups().poll(request(MEMBER, 10)));
    assertThat(offsets(lost)).hasSize(2);

    PollReply next = get(coordinator.groups().poll(request(MEMBER, 10)));

    assertThat(offsets(next)).isEqualTo(offsets(lost));
  }

  @Test
  void wakesACallThatWaitsOnTheOtherNode() {
    PollRequest patient = PollRequest.of(STREAM, GROUP, MEMBER, 10, 10_000);
    Future<PollReply> waiting = follower.groups().poll(patient);

    publish(1);

    assertThat(get(waiting).events().count()).isEqualTo(1);
  }

  @Test
  void passesRefusalsOnAsTheyAre() {
    assertThatThrownBy(() -> get(follower.groups().describe(STREAM, new GroupName("missing"))))
        .isInstanceOfSatisfying(
            StreamException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.GROUP_NOT_FOUND));
  }

  @Test
  void transactionsCommitThroughAnyNode() {
    publish(2);
    PollReply reply = get(follower.groups().poll(request(MEMBER, 10).withoutCommit()));
    CommitRequest commit = CommitRequest.upTo(STREAM, GROUP, MEMBER, reply.generation(), 2);
    StreamAppend output = StreamAppend.of(STREAM, SampleEvent.batch(SampleEvent.of("output")));

    var done =
        get(
            follower
                .streams()
                .transact(new TransactionRequest(null, List.of(output), List.of(commit))));

    assertThat(done.appends().get(0).offset(0)).isEqualTo(2);
    assertThat(get(coordinator.groups().describe(STREAM, GROUP)).lag()).isEqualTo(1);
  }

  @Test
  void anotherNodeGoesOnWhereTheCoordinatorEnded() {
    publish(4);
    PollReply first = poll(follower, MEMBER, 2);
    long generation = first.generation();

    get(coordinator.close());
    PollReply second = poll(follower, MEMBER, 10);

    assertThat(follower.coordinator().isHere()).isTrue();
    assertThat(second.generation()).isGreaterThan(generation);
    assertThat(offsets(second)).as("not acknowledged yet").containsAll(offsets(first));
    assertThat(offsets(second)).hasSize(4);
  }

  @Test
  void goesOnAfterItsLeaseWasGivenToAnother() {
    publish(2);
    poll(coordinator, MEMBER, 1);
    String node = coordinator.coordinator().node();
    get(storage.release("groups", node));
    assertThat(get(storage.lease("groups", "test", 50)).isHeldBy("test")).isTrue();

    PollReply reply = poll(follower, MEMBER, 10);

    assertThat(offsets(reply)).contains(1L);
  }

  private PollReply poll(Thalweg node, ConsumerName member, int limit) {
    PollRequest request = request(member, limit);
    PollReply reply = get(node.groups().poll(request));
    get(node.groups().delivered(request, reply));
    return reply;
  }

  private static PollRequest request(ConsumerName member, int limit) {
    return PollRequest.of(STREAM, GROUP, member, limit, 0);
  }

  private void publish(int events) {
    List<SampleEvent> batch = Collections.nCopies(events, SampleEvent.of("tick"));
    StreamAppend append =
        StreamAppend.of(STREAM, SampleEvent.batch(batch.toArray(SampleEvent[]::new)));
    get(storage.write(List.of(WriteBatch.of(append))));
  }

  private static List<Long> offsets(PollReply reply) {
    List<Long> offsets = new ArrayList<>();
    EventCursor cursor = reply.events().cursor();
    while (cursor.next()) {
      offsets.add(cursor.offset());
    }
    return offsets;
  }

  private static <T> T get(Future<T> future) {
    try {
      return future.await(30, SECONDS);
    } catch (TimeoutException late) {
      throw new AssertionError(late);
    }
  }
}
