package io.thalweg.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WriteGateTest {
  private final WriteGate gate = new WriteGate();

  @Test
  void shutsForGoodWhenTheStorageNoLongerKnowsWhatItHas() {
    StreamException first = StreamException.of(ErrorCode.WRITES_CLOSED, "fsync failed");
    gate.failed(first);
    gate.failed(StreamException.of(ErrorCode.WRITES_CLOSED, "and again"));

    assertThat(gate.isOpen()).isFalse();
    assertThat(gate.shutBy()).isSameAs(first);
  }

  @ParameterizedTest
  @EnumSource(value = ErrorCode.class, mode = EnumSource.Mode.EXCLUDE, names = "WRITES_CLOSED")
  void staysOpenOverFailuresThatTheStorageOutlives(ErrorCode code) {
    gate.failed(StreamException.of(code, "passing"));

    assertThat(gate.isOpen()).isTrue();
    assertThat(gate.shutBy()).isNull();
  }
}
