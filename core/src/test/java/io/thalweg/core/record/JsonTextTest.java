package io.thalweg.core.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.contract.RandomEvents;
import io.vertx.core.json.JsonArray;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTextTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "plain,plain",
        "with space,with space",
        "say \"hi\",say \\\"hi\\\"",
        "back\\slash,back\\\\slash",
        "for/ward,for/ward",
        "ü漢😀,ü漢😀",
      })
  void escapesAsLittleAsItMust(String text, String escaped) {
    assertThat(new String(JsonText.escape(text), UTF_8)).isEqualTo(escaped);
  }

  @Test
  void usesTheShortFormsThatJsonHas() {
    assertThat(new String(JsonText.escape("\b\f\n\r\t"), UTF_8)).isEqualTo("\\b\\f\\n\\r\\t");
  }

  @Test
  void escapesOtherControlsByTheirNumber() {
    assertThat(new String(JsonText.escape("a\u0000b\u0001\u001f"), UTF_8))
        .isEqualTo("a\\u0000b\\u0001\\u001f");
    assertThat(new String(JsonText.escape("\u007f\u2028"), UTF_8)).isEqualTo("\u007f\u2028");
  }

  @Test
  void escapesNothingToNothing() {
    assertThat(JsonText.escape("")).isEmpty();
    assertThat(JsonText.unescape(new byte[0], 0, 0)).isEmpty();
  }

  @Test
  void replacesUnpairedSurrogates() {
    assertThat(unescaped(JsonText.escape("a\ud83d-\ude00b"))).isEqualTo("a?-?b");
  }

  @Test
  void unescapesWhatItEscaped() {
    RandomEvents random = new RandomEvents(20);
    for (int i = 0; i < 2_000; i++) {
      String text = random.text();
      assertThat(unescaped(JsonText.escape(text))).isEqualTo(text);
    }
    for (char c = 0; c < 0x300; c++) {
      assertThat(unescaped(JsonText.escape("<" + c + ">"))).isEqualTo("<" + c + ">");
    }
  }

  @Test
  void meansTheSameToAJsonParser() {
    RandomEvents random = new RandomEvents(21);
    for (int i = 0; i < 500; i++) {
      String text = random.text();
      String json = "[\"" + new String(JsonText.escape(text), UTF_8) + "\"]";
      assertThat(new JsonArray(json).getString(0)).isEqualTo(text);
    }
  }

  @Test
  void givesEqualBytesToEqualStringsAndOthersToOthers() {
    RandomEvents random = new RandomEvents(22);
    for (int i = 0; i < 2_000; i++) {
      String one = random.text();
      String other = random.text();
      assertThat(Arrays.equals(JsonText.escape(one), JsonText.escape(other)))
          .isEqualTo(one.equals(other));
    }
  }

  @Test
  void unescapesAPartOfAnArray() {
    byte[] bytes = "\\\"xx\\u001fy\\nzz\\".getBytes(UTF_8);

    assertThat(JsonText.unescape(bytes, 4, 9)).isEqualTo("\u001fy\n");
  }

  private static String unescaped(byte[] bytes) {
    return JsonText.unescape(bytes, 0, bytes.length);
  }
}
