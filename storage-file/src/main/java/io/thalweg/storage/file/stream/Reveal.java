package io.thalweg.storage.file.stream;

/**
 * The moment at which what a commit appended to several streams is seen, in all of them at once:
 * who has seen an event of a transaction finds the others, however its streams are read.
 */
public final class Reveal {
  /** One that has come. */
  public static final Reveal PAST = new Reveal();

  private volatile boolean hasCome;

  static {
    PAST.come();
  }

  boolean hasCome() {
    return hasCome;
  }

  /** Shows what was published with it. Commit thread only. */
  public void come() {
    hasCome = true;
  }
}
