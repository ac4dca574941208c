package io.thalweg.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.storage.redis.RedisErrors.Lost;
import io.thalweg.storage.redis.RedisErrors.Refused;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisErrorsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONNECTION_CLOSED",
        "ERR [0] CONNECTION_CLOSED\nERR [1] CONNECTION_CLOSED",
        "ERR [0] java.net.SocketException: Connection reset",
      })
  void doesNotTakeALostConnectionForAnAnswer(String message) {
    assertThat(RedisErrors.word(ErrorType.create(message))).isNull();
  }

  @Test
  void readsTheFirstOfSeveralAnswers() {
    ErrorType failure = ErrorType.create("ERR [1] ASK 99 10.0.0.2:7001\nERR [2] ASK 99 x:1");

    assertThat(RedisErrors.isAsk(failure)).isTrue();
    assertThat(RedisErrors.target(failure)).isEqualTo("10.0.0.2:7001");
  }

  @ParameterizedTest
  @CsvSource({
    "OOM command not allowed, STORAGE_FULL",
    "MISCONF Errors writing to the AOF file: No space left on device, STORAGE_FULL",
    "MISCONF Redis is configured to save, UNAVAILABLE",
    "LOADING Redis is loading the dataset in memory, UNAVAILABLE",
    "READONLY You can't write against a read only replica., UNAVAILABLE",
    "NOREPLICAS Not enough good replicas to write., UNAVAILABLE",
    "WRONGTYPE Operation against a key, INTERNAL"
  })
  void tellsTheCallerWhatItMeansToHim(String message, ErrorCode code) {
    assertThat(RedisErrors.from(ErrorType.create(message)).code()).isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OOM x",
        "MISCONF x",
        "LOADING x",
        "READONLY x",
        "NOREPLICAS x",
        "TRYAGAIN x",
        "MOVED 1 a:1"
      })
  void knowsWhatCertainlyWasNotDone(String message) {
    assertThat(RedisErrors.isRefusal(ErrorType.create(message))).isTrue();
    assertThat(RedisErrors.isRefusal(new Refused(message))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "-OOM command not allowed when used memory > 'maxmemory'., OOM, true",
    "-READONLY You can't write against a read only replica., READONLY, true",
    "-MISCONF Errors writing to the AOF file: No space left on device, MISCONF, true",
    "-NOPERM The user executing the script can't run this command, NOPERM, false",
    "WRONGTYPE Operation against a key, WRONGTYPE, false",
    "attempt to compare nil with number, ERR, false"
  })
  void looksIntoWhatRedis62WrapsAroundTheErrorsOfScripts(
      String error, String word, boolean refusal) {
    String at = "ERR Error running script (call to f_9401052b): @user_script:1: @user_script: 1: ";
    ErrorType wrapped = ErrorType.create(at + error);

    assertThat(RedisErrors.word(wrapped)).isEqualTo(word);
    assertThat(RedisErrors.isRefusal(wrapped)).isEqualTo(refusal);
  }

  @Test
  void doesNotTakeARightThatAScriptLacksForARefusal() {
    String reason = "NOPERM The user executing the script can't run this command";

    assertThat(isRefusal("NOPERM User x has no permissions to run the 'evalsha' command")).isTrue();
    assertThat(isRefusal(reason + " script: 4f, on @user_script:12.")).isFalse();
    assertThat(isRefusal(reason.replace("NOPERM", "ERR") + " script: 4f, on @user_script:12."))
        .isFalse();
  }

  @Test
  void knowsARightThatAScriptLacksByTheWordsOfEveryVersion() {
    String before7 =
        "ERR Error running script (call to f_4f): @user_script:66: @user_script: 66: The user"
            + " executing the script can't run this command or subcommand";

    String newest =
        "ERR ACL failure in script: User x has no permissions to run the 'rename' command script:"
            + " on @user_script:74.";

    for (String said : List.of(before7, newest)) {
      assertThat(isRefusal(said)).isFalse();
      assertThat(RedisErrors.from(ErrorType.create(said)).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }
  }

  private static boolean isRefusal(String message) {
    return RedisErrors.isRefusal(ErrorType.create(message));
  }

  @Test
  void doesNotPretendToKnowWhatBecameOfALostRequest() {
    Lost lost = new Lost("gone", null);

    assertThat(RedisErrors.isRefusal(lost)).isFalse();
    assertThat(RedisErrors.isRefusal(ErrorType.create("ERR Error running script"))).isFalse();
    assertThat(RedisErrors.from(lost).code()).isEqualTo(ErrorCode.UNAVAILABLE);
  }
}
