package io.thalweg.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

  static Stream<String> goodNames() {
    return Stream.of(
        "a",
        "Z",
        "0",
        "9",
        "orders",
        "user-events",
        "a.b_c-d",
        "a..",
        "a--",
        "1.2",
        "LIST",
        "x".repeat(200));
  }

  static Stream<String> badNames() {
    return Stream.of(
        "",
        ".",
        "..",
        ".a",
        "-a",
        "_a",
        " a",
        "a ",
        "a b",
        "a/b",
        "a\\b",
        "a:b",
        "a*",
        "a>",
        "a%2f",
        "ä",
        "aä",
        "a\n",
        "a\u0000",
        "\u0660",
        "a😀",
        "x".repeat(201));
  }

  @ParameterizedTest
  @MethodSource("goodNames")
  void takesGoodNames(String name) {
    assertThat(new StreamName(name).value()).isEqualTo(name);
    assertThat(new GroupName(name).value()).isEqualTo(name);
    assertThat(new ConsumerName(name).value()).isEqualTo(name);
  }

  @ParameterizedTest
  @MethodSource("badNames")
  void refusesBadNamesAndNamesTheField(String name) {
    assertRefused("stream", () -> new StreamName(name));
    assertRefused("group", () -> new GroupName(name));
    assertRefused("consumer", () -> new ConsumerName(name));
  }

  @Test
  void refusesNoNameAtAll() {
    assertRefused("stream", () -> new StreamName(null));
    assertRefused("group", () -> new GroupName(null));
    assertRefused("consumer", () -> new ConsumerName(null));
  }

  @Test
  void keepsThePathOfTheListFree() {
    assertRefused("stream", () -> new StreamName("list"));
    assertThat(new GroupName("list").value()).isEqualTo("list");
    assertThat(new ConsumerName("list").value()).isEqualTo("list");
  }

  @ParameterizedTest
  @ValueSource(strings = {"orders", "A"})
  void printsAsTheUserWroteIt(String name) {
    assertThat(new StreamName(name)).hasToString(name);
    assertThat(new GroupName(name)).hasToString(name);
    assertThat(new ConsumerName(name)).hasToString(name);
  }

  @Test
  void sortsByCharacters() {
    assertThat(Stream.of("b", "a", "B", "a1", "a.").map(StreamName::new).sorted())
        .isEqualTo(Stream.of("B", "a", "a.", "a1", "b").map(StreamName::new).toList());
    assertThat(List.of(new GroupName("a"), new GroupName("b"))).isSorted();
    assertThat(List.of(new ConsumerName("a"), new ConsumerName("b"))).isSorted();
  }

  private static void assertRefused(String field, ThrowingCallable making) {
    StreamException refusal = catchThrowableOfType(StreamException.class, making);
    assertThat(refusal).isNotNull();
    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(refusal.field()).isEqualTo(field);
  }
}
