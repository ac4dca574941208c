package io.thalweg.core.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StreamExceptionTest {

  @Test
  void namesTheFieldAtFault() {
    StreamException refusal = StreamException.invalid("partitions", "must be 1 to 10000");

    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(refusal.field()).isEqualTo("partitions");
    assertThat(refusal).hasMessage("partitions must be 1 to 10000");
  }

  @Test
  void namesWhatIsTooLarge() {
    StreamException refusal = StreamException.tooLarge("events[3]", "is larger than 5 bytes");

    assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_LARGE);
    assertThat(refusal.field()).isEqualTo("events[3]");
    assertThat(refusal).hasMessage("events[3] is larger than 5 bytes");
  }

  @Test
  void carriesTheNumbersThatAClientNeeds() {
    StreamException refusal =
        StreamException.of(ErrorCode.HEAD_MISMATCH, "the head is 7", Map.of("head", 7L));

    assertThat(refusal.details()).isEqualTo(Map.of("head", 7L));
    assertThat(refusal.field()).isNull();
    assertThat(StreamException.of(ErrorCode.CONFLICT, "no").details()).isEmpty();
  }

  @Test
  void hasNoStackTraceButKeepsItsCause() {
    IllegalStateException cause = new IllegalStateException("below");

    StreamException fault = StreamException.caused(ErrorCode.UNAVAILABLE, "no answer", cause);

    assertThat(fault.getStackTrace()).isEmpty();
    assertThat(fault).hasCause(cause);
  }

  @Test
  void namesWhatOfTheRequestIsAtFault() {
    StreamException error =
        StreamException.of(ErrorCode.CONFLICT, "not now", Map.of("members", 2)).about("force");

    assertThat(error.field()).isEqualTo("force");
    assertThat(error).hasMessage("not now");
    assertThat(error.details()).containsEntry("members", 2);
  }

  @Test
  void wrapsWhatIsNotKnown() {
    IllegalStateException bug = new IllegalStateException("a bug");
    StreamException known = StreamException.of(ErrorCode.FENCED, "too late");

    assertThat(StreamException.from(known)).isSameAs(known);
    assertThat(StreamException.from(bug).code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(StreamException.from(bug)).hasCause(bug);
  }

  @ParameterizedTest
  @EnumSource
  void asksToWaitOnlyWhereWaitingHelps(ErrorCode code) {
    boolean passes =
        switch (code) {
          case OVERLOADED, UNAVAILABLE, CLOSED, STORAGE_FULL, WRITES_CLOSED -> true;
          default -> false;
        };

    assertThat(StreamException.of(code, "no").retryAfterMs() > 0).isEqualTo(passes);
  }
}
