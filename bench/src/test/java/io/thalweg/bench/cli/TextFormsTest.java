package io.thalweg.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class TextFormsTest {

  @Test
  void readsDurations() {
    DurationText text = new DurationText();

    assertThat(text.convert("200ms")).isEqualTo(Duration.ofMillis(200));
    assertThat(text.convert("10s")).isEqualTo(Duration.ofSeconds(10));
    assertThat(text.convert("5m")).isEqualTo(Duration.ofMinutes(5));
    assertThatThrownBy(() -> text.convert("-1s")).isInstanceOf(TypeConversionException.class);
  }

  @Test
  void readsSizes() {
    BytesText text = new BytesText();

    assertThat(text.convert("512m")).isEqualTo(512L << 20);
    assertThat(text.convert("20g")).isEqualTo(20L << 30);
    assertThatThrownBy(() -> text.convert("2000")).isInstanceOf(TypeConversionException.class);
  }
}
