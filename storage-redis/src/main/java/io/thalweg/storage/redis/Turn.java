package io.thalweg.storage.redis;

/**
 * When a write call may be done, so that several can be under way: each leaves its number behind,
 * and one that was sent behind another does nothing unless it finds that one's number.
 *
 * @param number of the call among those of its node, or 0 if it leaves none
 * @param before the number that must be there, or 0 if any may
 */
record Turn(long number, long before) {
  static final Turn NONE = new Turn(0, 0);
}
