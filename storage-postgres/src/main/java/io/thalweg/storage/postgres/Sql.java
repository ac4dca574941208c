package io.thalweg.storage.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** SQL texts, with the schema's name filled in. */
record Sql(String schema) {
  /** The text, its {@code ${schema}} replaced. */
  String text(String template) {
    return template.replace("${schema}", schema);
  }

  /** The text of a file beside this class, its {@code ${schema}} replaced. */
  String file(String name) {
    return text(template(name));
  }

  /** The text of a file beside this class; its lines end alike wherever it was checked out. */
  static String template(String name) {
    try (InputStream in = Sql.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
