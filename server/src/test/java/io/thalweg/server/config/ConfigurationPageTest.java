package io.thalweg.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} lists exactly the keys that there are. */
class ConfigurationPageTest {
  private static final Path PAGE = Path.of("../docs/configuration.md");
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
