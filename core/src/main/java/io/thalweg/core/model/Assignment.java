package io.thalweg.core.model;

/** How partitions are spread over a group's members. */
public enum Assignment {
  /** Balanced within one, and as few partitions as possible move. */
  STICKY
}
