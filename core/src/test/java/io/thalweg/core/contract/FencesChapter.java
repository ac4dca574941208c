package io.thalweg.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.GroupName;
import io.thalweg.core.spi.GroupRecord;
import io.thalweg.core.spi.GroupWrite;
import io.thalweg.core.spi.GroupWrite.Kind;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A group's generation fences off those who missed that it was raised. */
abstract class FencesChapter extends ContractChapter {
  private static final GroupName MAILER = new GroupName("mailer");
  private static final Buffer STATE = Buffer.buffer("first state");

  FencesChapter(StorageContract contract, boolean reopens) {
    super(contract, reopens);
  }

  @BeforeEach
  void createGroup() {
    create(ORDERS, config(4));
    stored(WriteBatch.of(GroupWrite.create(ORDERS, MAILER, STATE, Map.of())));
  }

  @Test
  void refusesEveryKindOfWriteFromAPastGeneration() {
    raise(0, 2, Map.of(0, 5L));
    GroupRecord before = mailer();
    revisit();

    List<GroupWrite> zombies =
        List.of(
            GroupWrite.commit(ORDERS, MAILER, 0, Map.of(0, 9L)),
            GroupWrite.commit(ORDERS, MAILER, 1, Map.of(0, 9L)),
            raising(1, 3, Buffer.buffer("z"), Map.of()),
            new GroupWrite(ORDERS, MAILER, Kind.SEEK, 1, 1, null, Map.of(0, 0L)),
            GroupWrite.delete(ORDERS, MAILER, 1));
    for (GroupWrite zombie : zombies) {
      StreamException refusal = refused(zombie);
      assertThat(refusal.code()).isEqualTo(ErrorCode.FENCED);
      assertThat(refusal.details()).containsEntry("generation", 2L);
    }

    revisit();
    assertThat(mailer()).isEqualTo(before);
  }

  @Test
  void refusesAGenerationThatIsStillToCome() {
    StreamException refusal = refused(GroupWrite.commit(ORDERS, MAILER, 1, Map.of(0, 9L)));

    assertThat(refusal.code()).isEqualTo(ErrorCode.FENCED);
    assertThat(refusal.details()).containsEntry("generation", 0L);
  }

  @Test
  void letsOneOfTwoRaiseTheSameGeneration() {
    WriteBatch raise = WriteBatch.of(raising(0, 1, null, Map.of()));

    List<WriteOutcome> outcomes = await(storage().write(List.of(raise, raise)));

    assertThat(outcomes.get(0).isStored()).isTrue();
    assertThat(outcomes.get(1).refusal().code()).isEqualTo(ErrorCode.FENCED);
  }

  @Test
  void fencesEventsOfThePastGenerationToo() {
    raise(0, 1, Map.of());
    revisit();

    WriteBatch zombie =
        new WriteBatch(
            List.of(to(ORDERS, event("zombie"))),
            List.of(GroupWrite.commit(ORDERS, MAILER, 0, Map.of(0, 1L))));

    assertThat(refused(zombie).code()).isEqualTo(ErrorCode.FENCED);
    assertThat(readAll(ORDERS)).isEmpty();
  }

  @Test
  void fencesARetryWhoseEventsWereStoredToo() {
    append(ORDERS, event("a").withId("1"));
    raise(0, 1, Map.of());

    WriteBatch retry =
        new WriteBatch(
            List.of(to(ORDERS, event("a").withId("1"))),
            List.of(GroupWrite.commit(ORDERS, MAILER, 0, Map.of(0, 1L))));

    assertThat(refused(retry).code()).isEqualTo(ErrorCode.FENCED);
    assertThat(mailer().committed()).isEmpty();
  }

  private void raise(long expected, long generation, Map<Integer, Long> commits) {
    stored(WriteBatch.of(raising(expected, generation, null, commits)));
  }

  private static GroupWrite raising(
      long expected, long generation, Buffer state, Map<Integer, Long> commits) {
    return new GroupWrite(ORDERS, MAILER, Kind.COMMIT, expected, generation, state, commits);
  }

  private StreamException refused(GroupWrite write) {
    return refused(WriteBatch.of(write));
  }

  private GroupRecord mailer() {
    return await(storage().group(ORDERS, MAILER));
  }
}
