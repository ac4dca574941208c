package io.thalweg.server;

/** Which Thalweg this is. */
final class Version {
  private static final String UNPACKAGED = "development";

  private Version() {}

  /** From the jar's manifest. */
  static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? UNPACKAGED : version;
  }
}
