package io.thalweg.storage.postgres.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * The PostgreSQL that tests start themselves: the one that the environment names, else the one on
 * the test class path, unpacked.
 */
final class PostgresBinaries {
  static final String DIRECTORY_VARIABLE = "THALWEG_TEST_POSTGRES_BINARIES";
  private static final String DIRECTORY = "thalweg-test-postgres-18.4";

  private PostgresBinaries() {}

  /** Where {@code bin/postgres} is; unpacked once a machine. */
  static Path directory() throws IOException {
    String named = System.getenv(DIRECTORY_VARIABLE);
    return named == null || named.isBlank() ? unpacked() : Path.of(named);
  }

  private static Path unpacked() throws IOException {
    Path place = Path.of(System.getProperty("java.io.tmpdir"), DIRECTORY);
    if (Files.isExecutable(place.resolve("bin/postgres"))) {
      return place;
    }
    Path fresh = Files.createTempDirectory(place.getParent(), DIRECTORY + "-");
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
    unpack(fresh);
    try {
      Files.move(fresh, place);
      return place;
    } catch (FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException other) {
      // Another test run was quicker.
      return Files.isExecutable(place.resolve("bin/postgres")) ? place : fresh;
    }
  }

  private static void unpack(Path to) throws IOException {
    String archive = "/postgres-" + system() + "-" + processor() + ".txz";
    try (InputStream in = PostgresBinaries.class.getResourceAsStream(archive)) {
      if (in == null) {
        throw new IOException(
            archive
                + " is not on the class path; name a directory with bin/postgres in "
                + DIRECTORY_VARIABLE
                + ", and a server in "
                + PostgresServers.URI_VARIABLE);
      }
      TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(in));
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpack(tar, entry, to.resolve(entry.getName()));
      }
    }
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path to)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(to);
      return;
    }
    Files.createDirectories(to.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(to, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, to);
    if ((entry.getMode() & 0100) != 0) {
      Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private static String system() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    return name.startsWith("mac") ? "darwin" : name.startsWith("windows") ? "windows" : "linux";
  }

  private static String processor() {
    String name = System.getProperty("os.arch");
    return name.equals("aarch64") ? "arm_64" : "x86_64";
  }
}
