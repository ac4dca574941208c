package io.thalweg.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.spi.StorageProvider;
import io.thalweg.core.spi.StorageProviders;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docs/configuration.md} lists exactly the keys that there are. */
class ConfigurationPageTest {
  private static final Path PAGE = Path.of("../docs/configuration.md");
  private static final Pattern STORAGE_ROW =
      Pattern.compile("(?m)^\\| `storage\\.(\\w+)` \\| (?:none|`([^`]+)`) \\|(?! the type)");
  private static final Map<String, Map<String, String>> NEEDED =
      Map.of(
          "postgres", Map.of("uri", "postgresql://user@host/database"),
          "redis", Map.of("uri", "redis://host"));
  private static final String BEGIN = "<!-- keys: written by ConfigurationPageTest -->\n";
  private static final String END = "<!-- /keys -->\n";

  @Test
  void listsEveryKeyWithItsDefaultAndRange() throws IOException {
    String page = Files.readString(PAGE);
    String wanted = withTable(page);
    if (Boolean.getBoolean("thalweg.docs.write")) {
      Files.writeString(PAGE, wanted);
    }

    assertThat(page)
        .as("run again with -Dthalweg.docs.write=true to write the table anew")
        .isEqualTo(wanted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "postgres", "redis"})
  void listsEveryKeyOfAStorageWithADefaultThatItTakes(String type) throws IOException {
    Map<String, Object> documented = documented(type);
    JsonObject options = new JsonObject();
    documented.forEach((key, value) -> options.put(key, value));
    NEEDED.getOrDefault(type, Map.of()).forEach(options::put);
    StorageProvider provider = StorageProviders.named(type);
    Vertx vertx = Vertx.vertx();
    try {
      assertThat(provider.create(vertx, options)).isNotNull();
      assertThatExceptionOfType(StreamException.class)
          .isThrownBy(() -> provider.create(vertx, new JsonObject().put("colour", "red")))
          .satisfies(refusal -> assertThat(keysIn(refusal)).isEqualTo(documented.keySet()));
    } finally {
      vertx.close().await();
    }
  }

  /** The keys of a storage's section with their defaults; null for one that has none. */
  private static Map<String, Object> documented(String type) throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf("\n### `" + type + "`");
    int end = page.indexOf("\n#", begin + 1);
    Map<String, Object> documented = new HashMap<>();
    for (Matcher row = STORAGE_ROW.matcher(page.substring(begin, end)); row.find(); ) {
      documented.put(row.group(1), row.group(2) == null ? null : ConfigYaml.scalar(row.group(2)));
    }
    return documented;
  }

  /** A refusal of an unknown key lists the known ones. */
  private static Set<String> keysIn(StreamException refusal) {
    String message = refusal.getMessage();
    return Set.of(message.substring(message.indexOf('[') + 1, message.indexOf(']')).split(", "));
  }

  private static String withTable(String page) {
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    return page.substring(0, begin) + table() + page.substring(page.indexOf(END));
  }

  private static String table() {
    StringBuilder table =
        new StringBuilder("| key | default | must be | what |\n| --- | --- | --- | --- |\n");
    for (ConfigKey<?> key : ConfigKeys.all()) {
      String defaultText = key.defaultText().isEmpty() ? "none" : "`" + key.defaultText() + "`";
      table.append(
          String.format(
              "| `%s` | %s | %s | %s |%n",
              key.name(), defaultText, key.type().range(), key.description()));
    }
    return table.toString();
  }
}
