package io.thalweg.core.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.ConsumerName;
import io.thalweg.core.model.GroupConfig;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.GroupPartitionView;
import io.thalweg.core.model.GroupView;
import io.thalweg.core.model.MemberStanding;
import io.thalweg.core.model.MemberView;
import io.thalweg.core.model.StartPoint;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBlock;
import io.thalweg.core.spi.AppendResult;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WireTest {
  private static final StreamName STREAM = new StreamName("orders");
  private static final GroupName GROUP = new GroupName("mailer");
  private static final ConsumerName MEMBER = new ConsumerName("m1");
  private static final MemberStanding STANDING =
      new MemberStanding(7L << 40, List.of(0, 3), List.of(3), List.of(), false);
  private static final PollRequest POLL =
      PollRequest.of(STREAM, GROUP, MEMBER, 10, 500).acknowledging(1L << 50);

  static List<Object> messages() {
    MemberRequest member = new MemberRequest(STREAM, GROUP, MEMBER);
    CommitRequest commit = CommitRequest.each(STREAM, GROUP, MEMBER, 3, Map.of(0, 57L, 1, 58L));
    StartPoint time = StartPoint.time(1_700_000_000_000L);
    return List.of(
        new GroupRequest.Create(STREAM, GROUP, GroupConfig.DEFAULT),
        new GroupRequest.ListNames(STREAM),
        new GroupRequest.Describe(STREAM, GROUP),
        new GroupRequest.Join(member, true),
        new GroupRequest.Heartbeat(member),
        new GroupRequest.Poll(POLL),
        new GroupRequest.Poll(PollRequest.anonymous(STREAM, GROUP, 1, 0)),
        new GroupRequest.Commit(commit),
        new GroupRequest.Rewind(new RewindRequest(member, 5, 2, 99, 7)),
        new GroupRequest.Detach(member, 5),
        new GroupRequest.Leave(STREAM, GROUP, MEMBER),
        new GroupRequest.Seek(new SeekRequest(STREAM, GROUP, time, Set.of(1, 2), true)),
        new GroupRequest.Pause(new PauseRequest(STREAM, GROUP, Set.of(), true)),
        new GroupRequest.Copy(STREAM, GROUP, new GroupName("copy")),
        new GroupRequest.Delete(STREAM, GROUP),
        new TransactionRequest("t1", List.of(), List.of(commit)),
        new MemberReply(STANDING, true, 12, 30_000),
        new CommitReply(3, Map.of(0, 57L)),
        new SeekReply(Map.of(0, 1L), Map.of(0, 0L)),
        new GroupView(
            STREAM,
            GROUP,
            GroupConfig.DEFAULT,
            GroupView.Condition.STABLE,
            4,
            List.of(new MemberView(MEMBER, List.of(0), 12), new MemberView(null, List.of(), 0)),
            List.of(new GroupPartitionView(0, 1, 2, 1, true, MEMBER, false)),
            1,
            17,
            null),
        new GroupRequest.Lease(new LeaseRequest(STREAM, GROUP, 5, 1 << 20, 30_000, 0)),
        new GroupRequest.Settling(
            new SettleRequest(STREAM, GROUP, 7, List.of(4L, 9L), new Verdict.Nack(5, "no"))),
        new GroupRequest.Settling(
            new SettleRequest(STREAM, GROUP, 7, List.of(4L), new Verdict.Extend(60_000))),
        new GroupRequest.Replay(new ReplayRequest(STREAM, GROUP, 0, 9, 10)),
        new SettleReply(List.of(4L), List.of(), List.of(9L)),
        new ReplayReply(STREAM, 3, 1, 4, 4),
        List.of(1, 2, 3));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void comesBackAsItWent(Object message) {
    assertThat(there(message)).isEqualTo(message);
  }

  @Test
  void carriesEventsOfAnAnswerByTheirBytes() {
    byte[] bytes = {9, 1, 2, 3, 9};
    PollReply reply =
        new PollReply(new EventBlock(bytes, 1, 4, 2), STANDING, 1, 0, 5, PollReply.NO_GAP, true);

    PollReply received = (PollReply) there(reply);

    assertThat(received.events().array()).containsExactly(1, 2, 3);
    assertThat(received.events().count()).isEqualTo(2);
    assertThat(received.withoutEvents()).isEqualTo(reply.withoutEvents());
  }

  @Test
  void carriesHowOftenLeasedEventsWereDelivered() {
    LeaseReply reply = new LeaseReply(EventBlock.empty(), new int[] {1, 4}, 3, 30_000, 0, 2);

    LeaseReply received = (LeaseReply) there(reply);

    assertThat(received.deliveries()).containsExactly(1, 4);
    assertThat(received.lease()).isEqualTo(3);
    assertThat(received.gapTo()).isEqualTo(2);
  }

  @Test
  void carriesWhereEventsOfATransactionAre() {
    AppendResult dense = AppendResult.dense(2, 40, 1_000, new int[] {1, 0}).asRepeat();

    AppendResult received =
        ((TransactionReply) there(new TransactionReply(true, List.of(dense)))).appends().get(0);

    assertThat(received.count()).isEqualTo(2);
    assertThat(received.repeats()).isEqualTo(2);
    assertThat(received.offset(1)).isEqualTo(41);
    assertThat(received.partition(0)).isEqualTo(1);
    assertThat(received.timestamp(1)).isEqualTo(1_000);
  }

  @Test
  void carriesRefusalsWithTheirNumbers() {
    StreamException refusal =
        StreamException.of(ErrorCode.FENCED, "moved on", Map.of("generation", 9L));

    StreamException received = (StreamException) there(refusal);

    assertThat(received.code()).isEqualTo(ErrorCode.FENCED);
    assertThat(received).hasMessage("moved on");
    assertThat(received.details()).isEqualTo(refusal.details());
    assertThat(((StreamException) there(StreamException.invalid("limit", "is odd"))).field())
        .isEqualTo("limit");
  }

  @Test
  void makesNothingOfBytesThatAreNoMessage() {
    Random random = new Random(7);
    Buffer whole = WireWriter.write(new GroupRequest.Poll(POLL));
    for (int i = 0; i < whole.length(); i++) {
      Buffer cut = whole.slice(0, i);
      assertThatThrownBy(() -> WireReader.read(cut, 0)).isInstanceOf(RuntimeException.class);
    }
    for (int i = 0; i < 10_000; i++) {
      byte[] noise = new byte[random.nextInt(64)];
      random.nextBytes(noise);
      try {
        WireReader.read(Buffer.buffer(noise), 0);
      } catch (RuntimeException refused) {
        assertThat(refused).isNotInstanceOf(NegativeArraySizeException.class);
      }
    }
  }

  @Test
  void refusesToWriteWhatHasNoNumber() {
    assertThatThrownBy(() -> WireWriter.write(new Addresses("a")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Object there(Object message) {
    return WireReader.read(WireWriter.write(message), 0);
  }
}
