package io.thalweg.bench.target;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcessUseTest {

  @Test
  @EnabledOnOs(OS.LINUX)
  void tellsWhatTheCompilersOfAProcessTook() {
    double compilers = ProcessUse.ownUse().compilerSeconds();
    double all = ProcessUse.ownUse().cpuSeconds().orElseThrow();

    // This JVM has started a test engine: some hundred methods were compiled by now.
    assertThat(compilers).isPositive().isLessThan(all);
  }

  @Test
  void knowsNothingOfAProcessThatCannotBeSeen() {
    assertThat(ProcessUse.UNKNOWN.compilerSeconds()).isZero();
  }
}
