package io.thalweg.core.history;

/** Something that a correct server does not do. */
public enum Anomaly {
  /** An acknowledged event, or one that somebody read, is not there any more. */
  LOST,
  /** An event is there twice. */
  DOUBLED,
  /** Events of one producer are in another order than they were sent in. */
  REORDERED,
  /** An event acknowledged before another one was sent stands behind it. */
  OUT_OF_REAL_TIME,
  /** An acknowledged event is at another place than the answer said. */
  MOVED,
  /** An event's data or partition is not what was sent or acknowledged. */
  ALTERED,
  /** An event is there that nobody sent, or that was refused. */
  PHANTOM,
  /** An offset is missing, or not in its turn. */
  HOLE,
  /** An offset had two values. */
  TWO_VALUES,
  /** Two ways to the log show different logs. */
  DISAGREEMENT,
  /** A reader's pages left something out. */
  SKIPPED,
  /** A reader's pages went back. */
  WENT_BACK,
  /** A read did not show what had been acknowledged before it began. */
  STALE_READ,
  /** A reader saw beyond the head that it was told. */
  AHEAD_OF_HEAD,
  /** A partition had two owners in one generation. */
  TWO_OWNERS,
  /** A member or worker was served or heard for what had another owner by then. */
  ZOMBIE,
  /** A group's generation went back. */
  GENERATION_WENT_BACK,
  /** A member got events of a partition that it was not told to hold. */
  NOT_HELD,
  /** A committed offset went back without a seek. */
  COMMIT_WENT_BACK,
  /** Something was committed that nobody had got. */
  COMMITTED_UNDELIVERED,
  /** A group's member was not given an event in its turn. */
  DELIVERY_SKIPPED,
  /** What had been committed was delivered again. */
  REDELIVERED,
  /** An event was never delivered to the group. */
  UNDELIVERED,
  /** Two callers without a name got the same event. */
  SHARED_TWICE,
  /** An event of a shared group was two workers' at once. */
  TWO_LEASES,
  /** An event of a shared group was acknowledged twice, or is a dead letter besides or twice. */
  SETTLED_TWICE,
  /** An event of a shared group counts as settled, but nobody did that. */
  UNSETTLED,
  /** An event was handed out although an earlier one of its key was not settled. */
  KEY_OVERTAKEN,
  /** An event was handed out, or buried, with a number of deliveries that cannot be. */
  MISCOUNTED,
  /** An input below the commit has no output. */
  OUTPUT_MISSING,
  /** An input has two outputs. */
  OUTPUT_DOUBLED,
  /** An output is there although its input is not committed, or not there at all. */
  OUTPUT_AHEAD
}
