package io.thalweg.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.contract.SampleEvent;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.thalweg.storage.redis.PendingWrite.Answer;
import io.thalweg.storage.redis.RedisErrors.Lost;
import io.thalweg.storage.redis.WriteSender.NotDone;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Several calls under way at once, by a server that answers as it is told. */
class WriteLineTest {
  private static final StreamName ORDERS = new StreamName("orders");
  private static final StreamName REFUNDS = new StreamName("refunds");

  /** Stands for a call that was sent as a transaction. */
  private static final Turn TRANSACTION = new Turn(-1, -1);

  private final FakeServer server = new FakeServer();
  private final Deque<Runnable> later = new ArrayDeque<>();
  private final WriteLine line = new WriteLine(server, later::add);

  @Test
  void sendsTwoCallsAtOnceAndGathersTheRest() {
    write();
    write();
    write();
    write();

    assertThat(server.sent).hasSize(2);
    assertThat(server.sent.get(0).turn).isEqualTo(new Turn(1, 0));
    assertThat(server.sent.get(1).turn).isEqualTo(new Turn(2, 1));
    server.sent.get(0).isDone();
    assertThat(server.sent).hasSize(3);
    assertThat(server.sent.get(2).turn).isEqualTo(new Turn(3, 2));
    assertThat(server.sent.get(2).call.batches()).hasSize(2);
  }

  @Test
  void demandsNoNumberOfTheCallBeforeOnceThatIsDone() {
    write();
    server.sent.get(0).isDone();

    write();

    assertThat(server.sent.get(1).turn).isEqualTo(new Turn(2, 0));
  }

  @Test
  void sendsCallsThatWereNotDoneAgainOneByOneInTheirOrder() {
    Future<List<WriteOutcome>> first = write();
    Future<List<WriteOutcome>> second = write();
    Future<List<WriteOutcome>> third = write();

    server.sent.get(0).isNotDone();
    assertThat(server.sent).as("none while another is under way").hasSize(2);
    server.sent.get(1).isNotDone();

    assertThat(server.sent).hasSize(3);
    assertThat(server.sent.get(2).isAgain(server.sent.get(0))).isTrue();
    server.sent.get(2).isDone();
    assertThat(first.succeeded()).isTrue();
    assertThat(server.sent).hasSize(4);
    assertThat(server.sent.get(3).isAgain(server.sent.get(1))).isTrue();
    server.sent.get(3).isDone();
    assertThat(second.succeeded()).isTrue();
    assertThat(server.sent.get(4).turn).isEqualTo(new Turn(3, 0));
    server.sent.get(4).isDone();
    assertThat(third.succeeded()).isTrue();
  }

  @Test
  void sendsTheSecondAgainIfTheFirstIsLost() {
    Future<List<WriteOutcome>> first = write();
    Future<List<WriteOutcome>> second = write();

    server.sent.get(0).fails(new Lost("gone", null));
    server.sent.get(1).isNotDone();

    assertThat(first.cause()).isInstanceOf(StreamException.class);
    assertThat(server.sent.get(2).isAgain(server.sent.get(1))).isTrue();
    server.sent.get(2).isDone();
    assertThat(second.succeeded()).isTrue();
  }

  @Test
  void doesNotSendTheFirstAgainBeforeItKnowsWhatBecameOfTheSecond() {
    Future<List<WriteOutcome>> first = write();
    Future<List<WriteOutcome>> second = write();

    server.sent.get(0).isNotDone();
    assertThat(server.sent).hasSize(2);
    server.sent.get(1).fails(new Lost("gone", null));

    assertThat(second.failed()).isTrue();
    assertThat(server.sent.get(2).isAgain(server.sent.get(0))).isTrue();
    server.sent.get(2).isDone();
    assertThat(first.succeeded()).isTrue();
  }

  @Test
  void sendsPlainEventsInATransactionWhenEnoughOfThemWait() {
    server.hasTransactions = true;
    write();
    Future<List<WriteOutcome>> second = write();
    write(ORDERS, 3);
    write(REFUNDS, 3);
    write();

    server.sent.get(0).isDone();
    assertThat(server.sent).as("too few").hasSize(3);
    assertThat(server.sent.get(2).turn).isEqualTo(new Turn(3, 2));
    write(ORDERS, 4);
    write(REFUNDS, 4);
    server.sent.get(1).isDone();
    assertThat(second.succeeded()).isTrue();
    assertThat(server.sent).as("nothing beside it").hasSize(3);
    server.sent.get(2).isDone();

    assertThat(server.sent.get(3).turn).isEqualTo(TRANSACTION);
    assertThat(server.sent.get(3).call.batches()).as("of both streams").hasSize(2);
    write();
    assertThat(server.sent).as("nothing beside it").hasSize(4);
  }

  @Test
  void sendsFewPlainEventsInATransactionThatIsOpenForAllOfThem() {
    openFor(ORDERS, REFUNDS);
    write();
    write();
    write(REFUNDS, 1);

    server.sent.get(0).isDone();
    later.remove().run();
    assertThat(server.sent.get(1).turn).isEqualTo(TRANSACTION);
    assertThat(server.sent.get(1).call.batches()).hasSize(2);

    openFor(ORDERS);
    write();
    write(REFUNDS, 1);
    server.sent.get(1).isDone();
    later.remove().run();
    assertThat(server.sent.get(2).turn).isNotEqualTo(TRANSACTION);
    assertThat(server.sent.get(2).call.batches()).hasSize(2);
  }

  @Test
  void sendsManyPlainEventsInATransactionWhateverComesBehindThem() {
    openFor(ORDERS);
    Future<List<WriteOutcome>> many = write(ORDERS, 300);
    write(ORDERS, 300);
    write(ORDERS, 10);
    add(ofWithId());
    write();

    server.sent.get(0).isDone();
    later.remove().run();

    assertThat(many.succeeded()).isTrue();
    assertThat(server.sent.get(0).turn).isEqualTo(TRANSACTION);
    assertThat(server.sent.get(1).turn).isEqualTo(TRANSACTION);
    assertThat(server.sent.get(1).call.batches()).hasSize(2);
    server.sent.get(1).isDone();
    later.remove().run();
    assertThat(server.sent.get(2).turn).as("few, behind another").isNotEqualTo(TRANSACTION);
    assertThat(server.sent.get(2).call.batches()).hasSize(2);
  }

  @Test
  void sendsFewEventsForManyPartitionsByTheScript() {
    server.hasTransactions = true;
    server.partitions = 10;
    write();
    write();
    write(ORDERS, 8);
    write(REFUNDS, 8);

    server.sent.get(0).isDone();

    assertThat(server.sent.get(2).turn).isEqualTo(new Turn(3, 2));
  }

  @Test
  void boundsTheStreamsOfATransaction() {
    server.hasTransactions = true;
    write();
    write();
    for (int i = 0; i < 150; i++) {
      write(new StreamName("s" + i), 10);
    }

    server.sent.get(0).isDone();
    server.sent.get(1).isDone();

    assertThat(server.sent.get(2).turn).isEqualTo(TRANSACTION);
    assertThat(server.sent.get(2).call.batches()).hasSize(100);
  }

  @Test
  void sendsWhatWasNotDoneInATransactionAloneBeforeAnythingElse() {
    openFor(ORDERS);
    Future<List<WriteOutcome>> first = write();
    write();

    server.sent.get(0).isNotDone();
    later.remove().run();

    assertThat(server.sent).hasSize(2);
    assertThat(server.sent.get(1).isAgain(server.sent.get(0))).isTrue();
    server.sent.get(1).isDone();
    assertThat(first.succeeded()).isTrue();
    assertThat(server.sent).hasSize(3);
  }

  @Test
  void answersAtOnceAndLetsTheNextTransactionTakeWhatIsOnItsWay() {
    openFor(ORDERS);
    Future<List<WriteOutcome>> first = write();
    write();

    server.sent.get(0).isDone();
    assertThat(first.succeeded()).isTrue();
    write();
    assertThat(server.sent).as("not yet").hasSize(1);
    later.remove().run();

    assertThat(server.sent).hasSize(2);
    assertThat(server.sent.get(1).call.batches()).hasSize(2);
    assertThat(later).isEmpty();
  }

  private void openFor(StreamName... streams) {
    server.hasTransactions = true;
    server.openFor = Set.of(streams);
  }

  private Future<List<WriteOutcome>> write() {
    return write(ORDERS, 1);
  }

  private Future<List<WriteOutcome>> write(StreamName stream, int events) {
    List<SampleEvent> same = Collections.nCopies(events, SampleEvent.of("a"));
    return add(StreamAppend.of(stream, SampleEvent.batch(same)));
  }

  private static StreamAppend ofWithId() {
    return StreamAppend.of(ORDERS, SampleEvent.batch(List.of(SampleEvent.of("a").withId("i-1"))));
  }

  private Future<List<WriteOutcome>> add(StreamAppend append) {
    Answer answer = new Answer(1);
    line.add(new PendingWrite(WriteBatch.of(append), answer, 0));
    line.send();
    return answer.future();
  }

  /** A call that was sent, and how it is answered. */
  private record Sent(WriteCall call, Turn turn, Promise<List<WriteOutcome>> answer) {
    void isDone() {
      WriteOutcome stored = WriteOutcome.stored(List.of(AppendResult.dense(1, 0, 0, null)));
      answer.complete(call.batches().stream().map(batch -> stored).toList());
    }

    void isNotDone() {
      answer.fail(new NotDone(null));
    }

    void fails(Throwable failure) {
      answer.fail(failure);
    }

    boolean isAgain(Sent other) {
      return call.batches().get(0) == other.call.batches().get(0) && turn.equals(Turn.NONE);
    }
  }

  private static final class FakeServer implements WriteLine.Sender {
    final List<Sent> sent = new ArrayList<>();
    boolean hasTransactions;
    Set<StreamName> openFor = Set.of();
    int partitions = 1;

    @Override
    public Future<List<WriteOutcome>> sendInTurn(WriteCall call, Turn turn) {
      sent.add(new Sent(call, turn, Promise.promise()));
      return sent.get(sent.size() - 1).answer.future();
    }

    @Override
    public boolean isForTransaction(WriteBatch plain) {
      return hasTransactions;
    }

    @Override
    public boolean isOpenFor(WriteBatch plain) {
      return openFor.contains(plain.appends().get(0).stream());
    }

    @Override
    public int partitions(StreamName stream) {
      return partitions;
    }

    @Override
    public Future<List<WriteOutcome>> sendInTransaction(List<WriteBatch> batches) {
      return sendInTurn(new WriteCall(batches), TRANSACTION);
    }

    @Override
    public Future<List<WriteOutcome>> sendAlone(int slot, WriteCall call) {
      return sendInTurn(call, Turn.NONE);
    }
  }
}
