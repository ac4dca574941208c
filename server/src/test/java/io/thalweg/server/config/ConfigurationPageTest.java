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
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} lists exactly the keys that there are. */
class ConfigurationPageTest {
  private static final Path PAGE = Path.of("../docs/configuration.md");
  private static final Pattern STORAGE_ROW =
      Pattern.compile("(?m)^\\| `storage\\.(\\w+)` \\| `([^`]+)` \\|(?! the type)");
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

  @Test
  void listsEveryKeyOfTheFileStorageWithADefaultThatItTakes() throws IOException {
    JsonObject documented = new JsonObject();
    for (Matcher row = STORAGE_ROW.matcher(Files.readString(PAGE)); row.find(); ) {
      documented.put(row.group(1), ConfigYaml.scalar(row.group(2)));
    }
    StorageProvider file = StorageProviders.named("file");
    Vertx vertx = Vertx.vertx();
    try {
      assertThat(file.create(vertx, documented)).isNotNull();
      assertThatExceptionOfType(StreamException.class)
          .isThrownBy(() -> file.create(vertx, new JsonObject().put("colour", "red")))
          .satisfies(refusal -> assertThat(keysIn(refusal)).isEqualTo(documented.fieldNames()));
    } finally {
      vertx.close().await();
    }
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
