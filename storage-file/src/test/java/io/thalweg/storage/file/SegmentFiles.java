package io.thalweg.storage.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The segment files of a data directory. */
record SegmentFiles(Path dataDirectory) {

  List<Path> all() throws IOException {
    try (Stream<Path> files = Files.walk(dataDirectory.resolve("streams"))) {
      return files.filter(FaultyDisk.segments()).sorted(Comparator.naturalOrder()).toList();
    }
  }

  long bytes() throws IOException {
    long bytes = 0;
    for (Path segment : all()) {
      bytes += Files.size(segment);
    }
    return bytes;
  }

  /** Damages the event that holds this text, which no other does. */
  void flipABitOf(String text) throws IOException {
    for (Path segment : all()) {
      byte[] bytes = Files.readAllBytes(segment);
      int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
      if (at >= 0) {
        bytes[at + text.length() / 2] ^= 1;
        Files.write(segment, bytes);
        return;
      }
    }
    throw new AssertionError("no segment holds " + text);
  }
}
