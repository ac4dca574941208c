package io.thalweg.core.group;

import io.thalweg.core.spi.GroupRecord;

/**
 * How a world's group is decided, stored and restored: by the real classes. A test of the tests
 * overrides one of them wrongly.
 */
interface WorldRules {
  WorldRules REAL = new WorldRules() {};

  default <R> GroupDecision<R> decide(GroupCommand<R> command, GroupState state, long now) {
    return command.decide(state, now);
  }

  /** Whether the storage takes a write. */
  default boolean takes(long storedGeneration, long expectedGeneration) {
    return storedGeneration == expectedGeneration;
  }

  /**
   * What is stored when a coordinator has claimed the group, because another one may have been
   * there before: nothing that the other one has still to store is taken any more.
   */
  default GroupState claimed(GroupState stored) {
    return stored.withGeneration(stored.generation() + 1);
  }

  /**
   * What a coordinator starts with.
   *
   * @param head where the stream ends
   */
  default GroupState restore(GroupRecord record, long head, long now, long ticketBase) {
    return GroupCodec.restore(record, now, ticketBase);
  }
}
