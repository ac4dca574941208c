package io.thalweg.core.spi;

/**
 * What the storage can do now.
 *
 * @param reads whether reads are served
 * @param writes whether writes are served
 * @param detail for the operator: what is wrong and what to do; empty if nothing is
 */
public record StorageHealth(boolean reads, boolean writes, String detail) {
  public static final StorageHealth OK = new StorageHealth(true, true, "");

  public static StorageHealth writesRefused(String detail) {
    return new StorageHealth(true, false, detail);
  }

  public static StorageHealth down(String detail) {
    return new StorageHealth(false, false, detail);
  }
}
