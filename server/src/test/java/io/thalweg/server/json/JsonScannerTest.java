package io.thalweg.server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonScannerTest {
  private static final int TEXTS = Integer.getInteger("thalweg.fuzz.texts", 60_000);
  private static final byte[] ALPHABET =
      "{}[]:,\"\\/ \t\n\rtrufalsn0123456789.-+eEuU\u0000\u001f\u007fäµ€😀dD8"
          .getBytes(StandardCharsets.UTF_8);

  private final JsonFactory jackson = new JsonFactory();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "-1.5E+10",
        "1e400",
        "12345678901234567890123",
        "true",
        "false",
        "null",
        "\"\"",
        "\"\\u00e9\\n\\/\"",
        "\"\\ud83d\\ude00\"",
        "\"\\ud800\"",
        "\"é€😀\u007f\"",
        "{}",
        "[]",
        " { \"a\" : [ 1 , { } ] } ",
        "[[[]]]",
        "{\"a\":1,\"a\":2}"
      })
  void acceptsJson(String text) {
    assertThat(accepts(text.getBytes(StandardCharsets.UTF_8))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "NaN",
        "Infinity",
        "-",
        "01",
        "1.",
        ".5",
        "+1",
        "1e",
        "0x1",
        "tru",
        "True",
        "nul",
        "'a'",
        "\"",
        "\"\\\"",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\u123",
        "\"\n\"",
        "\"\u0000\"",
        "{",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\":1 \"b\":2}",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[",
        "]",
        "1 2",
        "{}x",
        "//c\n1",
        "\uFEFF1",
        "1\u00a0"
      })
  void refusesWhatIsNoJson(String text) {
    assertThat(accepts(text.getBytes(StandardCharsets.UTF_8))).isFalse();
  }

  @Test
  void refusesWhatIsNoUtf8() {
    int[][] sequences = {
      {0x80},
      {0xC0, 0x80},
      {0xC1, 0xBF},
      {0xC3},
      {0xE0, 0x80, 0x80},
      {0xE0, 0x9F, 0xBF},
      {0xED, 0xA0, 0x80},
      {0xED, 0xBF, 0xBF},
      {0xE2, 0x82},
      {0xF0, 0x80, 0x80, 0x80},
      {0xF0, 0x8F, 0xBF, 0xBF},
      {0xF4, 0x90, 0x80, 0x80},
      {0xF5, 0x80, 0x80, 0x80},
      {0xFE},
      {0xFF},
      {0xE2, 0x28, 0xA1},
      {0xF0, 0x9F, 0x98, 0x28}
    };
    for (int[] sequence : sequences) {
      byte[] text = new byte[sequence.length + 2];
      text[0] = '"';
      text[text.length - 1] = '"';
      for (int i = 0; i < sequence.length; i++) {
        text[i + 1] = (byte) sequence[i];
      }
      assertThat(accepts(text)).as(Arrays.toString(sequence)).isFalse();
    }
  }

  @Test
  void findsEverySpecialByteWhereverItLies() {
    for (int length = 0; length < 40; length++) {
      for (int at = 0; at < length; at++) {
        for (byte special : new byte[] {0, 0x1F, '"', '\\', (byte) 0x80, (byte) 0xFF}) {
          byte[] text = new byte[length + 2];
          Arrays.fill(text, (byte) 'a');
          text[0] = '"';
          text[length + 1] = '"';
          text[at + 1] = special;
          assertThat(accepts(text)).as("%s at %s of %s", special, at, length).isFalse();
        }
      }
    }
  }

  @Test
  void limitsTheDepth() {
    int most = JsonScanner.DEPTH_MAX;

    assertThat(accepts(("[".repeat(most) + "]".repeat(most)).getBytes())).isTrue();
    assertThat(accepts(("[".repeat(most + 1) + "]".repeat(most + 1)).getBytes())).isFalse();
    assertThat(accepts("{\"a\":".repeat(100_000).getBytes())).isFalse();
  }

  @Test
  void saysWhereTheFaultIs() {
    byte[] text = "{\"a\":[1,x]}".getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> new JsonScanner(text, 0, text.length).skipValue())
        .hasMessage("a value is missing or malformed at byte 8");
  }

  @Test
  void decodesStringsAsJacksonDoes() throws IOException {
    for (String inside :
        new String[] {"", "abc", "a\\n\\t\\\"\\\\\\/b", "\\u00e9x\\ud83d\\ude00", "é😀\\b"}) {
      byte[] text = ("\"" + inside + "\"").getBytes(StandardCharsets.UTF_8);
      JsonScanner scanner = new JsonScanner(text, 0, text.length);
      scanner.text();
      try (JsonParser parser = jackson.createParser(text)) {
        parser.nextToken();
        assertThat(scanner.lastText().decode()).isEqualTo(parser.getText());
      }
    }
  }

  @Test
  void agreesWithJacksonOnRandomTexts() {
    long seed = Long.getLong("thalweg.seed", System.nanoTime());
    Random random = new Random(seed);
    int accepted = 0;
    for (int i = 0; i < TEXTS; i++) {
      byte[] text = randomText(random).getBytes(StandardCharsets.UTF_8);
      mutate(text, random);
      boolean expected = jacksonAccepts(text);
      accepted += expected ? 1 : 0;
      assertThat(accepts(text))
          .as("seed %s: %s", seed, new String(text, StandardCharsets.ISO_8859_1))
          .isEqualTo(expected);
    }
    assertThat(accepted).as("texts that are JSON").isBetween(TEXTS / 10, TEXTS - TEXTS / 10);
  }

  private static String randomText(Random random) {
    StringBuilder text = new StringBuilder();
    value(text, random, 4);
    return text.toString();
  }

  private static void value(StringBuilder text, Random random, int depth) {
    text.append(" ".repeat(random.nextInt(8) == 0 ? 1 : 0));
    switch (random.nextInt(depth == 0 ? 4 : 6)) {
      case 0 -> string(text, random);
      case 1 -> text.append(random.nextLong());
      case 2 -> text.append(random.nextGaussian() * Math.pow(10, random.nextInt(30)));
      case 3 -> text.append(random.nextInt(3) == 0 ? "null" : random.nextBoolean());
      case 4 -> {
        text.append('[');
        for (int i = random.nextInt(4); i > 0; i--) {
          value(text, random, depth - 1);
          text.append(i > 1 ? "," : "");
        }
        text.append(']');
      }
      default -> {
        text.append('{');
        for (int i = random.nextInt(4); i > 0; i--) {
          string(text, random);
          text.append(':');
          value(text, random, depth - 1);
          text.append(i > 1 ? "," : "");
        }
        text.append('}');
      }
    }
  }

  private static void string(StringBuilder text, Random random) {
    String[] pieces = {
      "abcdefghijklmnopqrstuvwxyz", "\\n", "\\u00e9", "é", "€", "😀", "\\\\", "\\\"", "x"
    };
    text.append('"');
    for (int i = random.nextInt(5); i > 0; i--) {
      text.append(pieces[random.nextInt(pieces.length)]);
    }
    text.append('"');
  }

  private static void mutate(byte[] text, Random random) {
    for (int i = random.nextInt(3); i > 0 && text.length > 0; i--) {
      int at = random.nextInt(text.length);
      text[at] =
          random.nextInt(4) == 0
              ? (byte) random.nextInt()
              : ALPHABET[random.nextInt(ALPHABET.length)];
    }
  }

  private static boolean accepts(byte[] text) {
    try {
      JsonScanner scanner = new JsonScanner(text, 0, text.length);
      scanner.peek();
      scanner.skipValue();
      return scanner.peek() == JsonScanner.END;
    } catch (JsonSyntaxException malformed) {
      return false;
    }
  }

  private boolean jacksonAccepts(byte[] text) {
    try (JsonParser parser = jackson.createParser(decode(text))) {
      if (parser.nextToken() == null) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (IOException malformed) {
      return false;
    }
  }

  private static String decode(byte[] text) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
  }
}
