package io.thalweg.storage.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;

/** What a crash at this moment would leave behind. */
final class DirectoryCopy {
  private DirectoryCopy() {}

  /**
   * Copies a data directory that may be in use. A checkpoint in the midst of it would mix two
   * moments, so it starts again if the manifest was replaced meanwhile.
   */
  static void of(Path from, Path to) throws IOException {
    Path manifest = from.resolve("manifest");
    byte[] before;
    do {
      before = Files.readAllBytes(manifest);
      delete(to);
      Files.createDirectories(to);
      for (String part : new String[] {"manifest", "clean", "journal", "streams"}) {
        if (Files.exists(from.resolve(part))) {
          copy(from.resolve(part), to.resolve(part));
        }
      }
    } while (!Arrays.equals(before, Files.readAllBytes(manifest)));
  }

  /** Removes a directory with all that is in it, if it is there. */
  static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        try {
          if (Files.isDirectory(file)) {
            Files.createDirectories(target);
          } else {
            Files.copy(file, target);
          }
        } catch (NoSuchFileException deletedMeanwhile) {
          // A crash would not have left it either.
        }
      }
    }
  }
}
