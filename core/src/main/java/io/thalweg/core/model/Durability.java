package io.thalweg.core.model;

/** What an acknowledged write has reached. The value of the header {@code Thalweg-Durability}. */
public enum Durability {
  /** Gone when the process ends. */
  MEMORY("memory"),
  /** With the operating system: survives the process, not a power cut. */
  OS("os"),
  /** On the disk of one machine: survives a power cut. */
  FSYNC("fsync"),
  /** On the disk of one machine, and on the disk or in the memory of another. */
  REPLICATED("replicated");

  private final String label;

  Durability(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}
