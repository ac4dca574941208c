package io.thalweg.storage.postgres;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/** One step of the schema. From the first release that has it on, it never changes. */
record Migration(int version, String file) {
  private static final List<String> FILES =
      List.of("schema/V1__streams.sql", "schema/V2__functions.sql", "schema/V3__leases.sql");

  /** All that this build knows, in their order; the first has version 1. */
  static List<Migration> all() {
    return IntStream.range(0, FILES.size())
        .mapToObj(i -> new Migration(i + 1, FILES.get(i)))
        .toList();
  }

  /** Tells two texts apart, whatever schema they are for: SHA-256, in hexadecimal. */
  String checksum() {
    try {
      byte[] text = Sql.template(file).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
