package io.thalweg.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamConfigTest {

  @Test
  void hasOnePartitionAndADayUnlessToldOtherwise() {
    assertThat(StreamConfig.DEFAULT).isEqualTo(new StreamConfig(1, 24 * 3_600_000L, 0, 0, 120_000));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, 0, 0, 0",
    "10000, 0, 0, 0, 0",
    "1, 9223372036854775807, 9223372036854775807, 9223372036854775807, 86400000",
    "1, 1, 1, 1, 1",
  })
  void takesWhatIsInRange(int partitions, long ms, long bytes, long events, long dedupMs) {
    StreamConfig config = new StreamConfig(partitions, ms, bytes, events, dedupMs);

    assertThat(config.partitions()).isEqualTo(partitions);
    assertThat(config.dedupWindowMs()).isEqualTo(dedupMs);
  }

  @ParameterizedTest
  @CsvSource({
    "partitions, 0, 0, 0, 0, 0",
    "partitions, -1, 0, 0, 0, 0",
    "partitions, 10001, 0, 0, 0, 0",
    "retention_hours, 1, -1, 0, 0, 0",
    "retention_bytes, 1, 0, -1, 0, 0",
    "retention_events, 1, 0, 0, -1, 0",
    "dedup_window, 1, 0, 0, 0, -1",
    "dedup_window, 1, 0, 0, 0, 86400001",
  })
  void refusesWhatIsNotAndNamesTheField(
      String field, int partitions, long ms, long bytes, long events, long dedupMs) {
    StreamException refusal =
        catchThrowableOfType(
            StreamException.class, () -> new StreamConfig(partitions, ms, bytes, events, dedupMs));

    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(refusal.field()).isEqualTo(field);
    assertThat(refusal).hasMessageStartingWith(field + " must be ");
  }
}
