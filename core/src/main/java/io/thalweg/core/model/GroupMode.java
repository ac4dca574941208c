package io.thalweg.core.model;

/** How a group shares its stream's events. */
public enum GroupMode {
  /** Each partition has one owner among the members. */
  PARTITIONED,
  /** A work queue with a lease for each event. */
  SHARED
}
