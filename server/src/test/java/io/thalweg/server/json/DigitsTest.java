package io.thalweg.server.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigitsTest {
  private final byte[] out = new byte[Digits.LONG_MAX];

  @Test
  void writesWhatTheLanguageWrites() {
    long number = 0;
    for (int step = 0; step < 20_000; step++) {
      assertThat(written(number)).isEqualTo(Long.toString(number));
      number = step < 2_000 ? number + 1 : (number * 31 + step) & Long.MAX_VALUE;
    }
    assertThat(written(Long.MAX_VALUE)).isEqualTo(Long.toString(Long.MAX_VALUE));
    for (long bound = 1; bound < 1_000_000_000_000_000_000L; bound *= 10) {
      assertThat(written(bound)).isEqualTo(Long.toString(bound));
      assertThat(written(bound - 1)).isEqualTo(Long.toString(bound - 1));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 10, 99, 777, 1_000})
  void addsAndSaysWhenADigitIsMissing(int addend) {
    for (long number : new long[] {0, 8, 10, 19, 199, 1_098, 8_999, 99_998, 1_999_999}) {
      int end = Digits.put(number, out, 0);
      String sum = Long.toString(number + addend);

      assertThat(Digits.add(addend, out, 0, end)).isEqualTo(sum.length() == end);
      if (sum.length() == end) {
        assertThat(new String(out, 0, end, StandardCharsets.US_ASCII)).isEqualTo(sum);
      }
    }
  }

  private String written(long number) {
    return new String(out, 0, Digits.put(number, out, 0), StandardCharsets.US_ASCII);
  }
}
