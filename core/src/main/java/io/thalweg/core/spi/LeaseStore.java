package io.thalweg.core.spi;

import io.vertx.core.Future;

/**
 * Leases: a name, who has it, and until when. They say which of the nodes on one storage shall do
 * something, so that normally one does. They are no lock: a node that was stopped may still act
 * after its lease has ended, and what it writes then must be refused by a fence, such as that of
 * {@link GroupWrite}.
 *
 * <p>The storage's own clock counts, never a node's: ends are stored as the storage's time, and
 * compared with it in the same atomic step that changes the lease. All nodes see the same leases. A
 * lease should outlive a restart of the storage; one that is lost counts as ended, and its term may
 * then start anew.
 *
 * <p>A storage that keeps them under keys (Redis) does each call as one script that takes the time
 * from the server ({@code TIME}): a hash of {@code holder}, {@code term} and {@code until} in
 * milliseconds; {@link #lease} sets {@code holder} and {@code until = now + durationMs} if {@code
 * until <= now} or {@code holder} is who asks, adds 1 to {@code term} unless it was the same holder
 * and had not ended, and answers with {@code holder, term, max(0, until - now)} in any case; {@link
 * #release} sets {@code until = 0} if {@code holder} is who asks. The key has no expiry of its own,
 * so that the term goes on.
 */
public interface LeaseStore {
  int HOLDER_LENGTH_MAX = 200;

  /**
   * Takes the lease if nobody has it, prolongs it if {@code holder} has it, and else only looks.
   *
   * @param name 1 to 200 characters of {@code a-z 0-9 . _ -}
   * @param holder who asks: 1 to {@value #HOLDER_LENGTH_MAX} visible ASCII characters that no other
   *     process uses, nor this one before a restart
   * @param durationMs how long it lasts from now on, in milliseconds, at least 1
   * @return the lease as it is now, whoever has it. On failure it is unknown whether it was taken
   */
  Future<Lease> lease(String name, String holder, long durationMs);

  /** Gives the lease back; nothing happens if {@code holder} does not have it. */
  Future<Void> release(String name, String holder);
}
