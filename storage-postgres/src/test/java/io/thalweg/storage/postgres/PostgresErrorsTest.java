package io.thalweg.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.error.ErrorCode;
import io.vertx.pgclient.PgException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of errors, whatever language the server's {@code lc_messages} is. */
class PostgresErrorsTest {
  @ParameterizedTest
  @CsvSource({
    "53100, STORAGE_FULL",
    "55P03, OVERLOADED",
    "40001, OVERLOADED",
    "22021, INVALID_REQUEST",
    "42501, UNAVAILABLE",
    "25006, UNAVAILABLE",
    "42P01, INTERNAL",
  })
  void tellsARefusalInEveryLanguage(String state, ErrorCode code) {
    for (String severity : new String[] {"ERROR", "FEHLER", "ERREUR", "\u30a8\u30e9\u30fc"}) {
      PgException said = said(severity, state, "execMain.c");

      assertThat(PostgresErrors.isCertain(said)).as(severity).isTrue();
      assertThat(PostgresErrors.from(said).code()).as(severity).isEqualTo(code);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ERROR", "FEHLER"})
  void tellsABadValueInEveryLanguage(String severity) {
    assertThat(PostgresErrors.isBadValue(said(severity, "22021", "wchar.c"))).isTrue();
    assertThat(PostgresErrors.isBadValue(said(severity, "53100", "md.c"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "FATAL, 57P01, postgres.c",
    "FATAL, 25P03, postgres.c",
    "PANIC, 53100, xlog.c",
    "PANIK, 53100, xlog.c",
    "FEHLER, 08006, pqcomm.c",
    "FEHLER, 57P02, postgres.c",
    "FATAAL, 25P03, postgres.c",
    "FATAAL, 25P04, postgres.c",
    "PANIK, 58030, fd.c",
    "PANIK, XX000, twophase.c",
  })
  void doesNotPretendToKnowWhatASessionThatEndedHasDone(
      String severity, String state, String file) {
    PgException said = said(severity, state, file);

    assertThat(PostgresErrors.isCertain(said)).isFalse();
    assertThat(PostgresErrors.from(said).code()).isEqualTo(ErrorCode.UNAVAILABLE);
  }

  private static PgException said(String severity, String state, String file) {
    return new PgException(
        "it failed",
        severity,
        state,
        null,
        null,
        null,
        null,
        null,
        null,
        file,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }
}
