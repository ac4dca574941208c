package io.thalweg.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thalweg.core.error.StreamException;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProviderOptionsTest {
  @Test
  void readsWhatIsSetAndElseWhatItIsOtherwise() {
    ProviderOptions options =
        of(new JsonObject().put("text", 4711).put("number", 7L).put("wait", "3s").put("on", true));

    assertThat(options.text("text", null)).isEqualTo("4711");
    assertThat(options.number("number", 1)).isEqualTo(7);
    assertThat(options.durationMs("wait", "1s")).isEqualTo(3_000);
    assertThat(options.flag("on")).isTrue();
    assertThat(options.text("absent", "x")).isEqualTo("x");
    assertThat(options.number("absent", 1)).isEqualTo(1);
    assertThat(options.durationMs("absent", "200ms")).isEqualTo(200);
    assertThat(options.flag("absent")).isFalse();
  }

  @Test
  void refusesWhatItCannotReadByItsKey() {
    refuses("text", () -> of(new JsonObject().put("text", new JsonObject())).text("text", null));
    refuses("number", () -> of(new JsonObject().put("number", "7")).number("number", 1));
    refuses("number", () -> of(new JsonObject().put("number", 1L << 40)).number("number", 1));
    refuses("wait", () -> of(new JsonObject().put("wait", "3 s")).durationMs("wait", "1s"));
    refuses("on", () -> of(new JsonObject().put("on", "yes")).flag("on"));
    refuses("typo", () -> of(new JsonObject().put("typo", 1)));
  }

  @Test
  void aDurationBeyondAllBoundsIsOutOfRangeAndNoFault() {
    int ms = of(new JsonObject().put("wait", "9999999s")).durationMs("wait", "1s");

    refuses("wait", () -> ProviderOptions.checkRange("wait", ms, 1, 60_000, "ms"));
  }

  @Test
  void takesOnlyAFileThatHoldsCertificates(@TempDir Path folder) throws Exception {
    Path key = Files.writeString(folder.resolve("key.pem"), "-----BEGIN PRIVATE KEY-----");
    Path authority = Files.writeString(folder.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----");

    assertThat(of(new JsonObject()).certificates("text")).isNull();
    assertThat(certificates(authority)).isEqualTo(authority.toString());
    refuses("text", () -> certificates(key));
    refuses("text", () -> certificates(folder.resolve("none.pem")));
  }

  private static String certificates(Path file) {
    return of(new JsonObject().put("text", file.toString())).certificates("text");
  }

  private static ProviderOptions of(JsonObject json) {
    return ProviderOptions.of(json, "test", Set.of("text", "number", "wait", "on", "absent"));
  }

  private static void refuses(String key, ThrowingCallable reading) {
    assertThatThrownBy(reading)
        .isInstanceOfSatisfying(
            StreamException.class, refusal -> assertThat(refusal.field()).isEqualTo(key));
  }
}
