package io.thalweg.core.model;

/** In which order a shared group hands out events that are not settled. */
public enum QueueOrder {
  /** As they come: what is redelivered comes later than what was published after it. */
  NONE,
  /** Of the events with one partition key only the first that is not settled is handed out. */
  KEY
}
