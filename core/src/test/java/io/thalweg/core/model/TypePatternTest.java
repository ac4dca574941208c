package io.thalweg.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypePatternTest {

  @ParameterizedTest
  @CsvSource({
    // a pattern without wildcards is the type itself
    "user, user, true",
    "user, User, false",
    "user, users, false",
    "users, user, false",
    "user, user.signup, false",
    "user.signup, user.signup, true",
    "user.signup, user, false",
    "user.signup, user.login, false",
    // * is one token, whole and not empty
    "*, user, true",
    "*, user.signup, false",
    "*, '', false",
    "user.*, user.signup, true",
    "user.*, user, false",
    "user.*, user., false",
    "user.*, user.signup.done, false",
    "*.signup, user.signup, true",
    "*.signup, signup, false",
    "*.signup, .signup, false",
    "a.*.c, a.b.c, true",
    "a.*.c, a.b.d, false",
    "a.*.c, a.c, false",
    "*.*, a.b, true",
    "*.*, a, false",
    "us*, user, false",
    "us*, us*, true",
    "**, **, true",
    "**, ab, false",
    // > is one token or more, at the end
    ">, user, true",
    ">, user.signup.done, true",
    ">, '', false",
    "user.>, user.signup, true",
    "user.>, user.signup.done, true",
    "user.>, user, false",
    "user.>, user., false",
    "user.>, order.paid, false",
    "*.>, a.b.c, true",
    "*.>, a, false",
    "a>, a>, true",
    "a>, ab, false",
    "a>.b, a>.b, true",
    ">>, a, false",
    // empty tokens mean themselves
    "a..b, a..b, true",
    "a..b, a.b, false",
    "a., a., true",
    "a., a, false",
    ".a, .a, true",
    // other signs mean nothing
    "a?b, axb, false",
    "a b, a b, true",
    "ü.*, ü.漢, true",
  })
  void fits(String pattern, String type, boolean fits) {
    assertThat(new TypePattern(pattern).matches(type)).isEqualTo(fits);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ">.a", "a.>.b", ">.>", "*.>.*"})
  void refusesWhatIsNoPattern(String pattern) {
    assertRefused(pattern);
  }

  @Test
  void takesSoManyCharactersAndNoMore() {
    assertThat(new TypePattern("x".repeat(512)).matches("x".repeat(512))).isTrue();
    assertRefused("x".repeat(513));
    assertRefused(null);
  }

  private static void assertRefused(String pattern) {
    StreamException refusal =
        catchThrowableOfType(StreamException.class, () -> new TypePattern(pattern));
    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
    assertThat(refusal.field()).isEqualTo("event");
  }
}
