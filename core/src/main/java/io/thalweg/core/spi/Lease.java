package io.thalweg.core.spi;

/**
 * Who may do what a lease's name stands for, as the storage saw it when it answered.
 *
 * @param holder who has it; what it called itself
 * @param term raised each time the lease changes hands, and when it is taken after it had ended
 * @param remainingMs how long it lasts from the storage's answer on, in milliseconds; 0 if it has
 *     ended
 */
public record Lease(String holder, long term, long remainingMs) {
  /** Whether it was given to, or kept by, who asked. */
  public boolean isHeldBy(String who) {
    return remainingMs > 0 && holder.equals(who);
  }
}
