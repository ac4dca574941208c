package io.thalweg.core.model;

/** How partitions are spread over a group's members: always balanced within one. */
public enum Assignment {
  /** As few partitions as possible move. */
  STICKY,
  /** Each member has neighbouring partitions; the first by name have the lowest. */
  RANGE,
  /** The members by name take one partition after the other in turn. */
  ROUND_ROBIN
}
