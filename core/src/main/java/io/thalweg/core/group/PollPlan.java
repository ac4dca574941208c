package io.thalweg.core.group;

import java.util.List;

/**
 * What a member's call may read.
 *
 * @param ticket the number of the call
 * @param region where to read; empty if the member holds nothing now
 * @param generation the one to tell with the answer, even if there is a later one by then: a commit
 *     with it is about the partitions of this plan
 * @param partitions all that the member holds, ascending
 * @param revoking those of them that it is to let go of: commit them now, the next call hands them
 *     on
 */
record PollPlan(
    long ticket, Region region, long generation, List<Integer> partitions, List<Integer> revoking) {

  /** The same from an offset on. */
  PollPlan from(long offset) {
    return new PollPlan(ticket, region.from(offset), generation, partitions, revoking);
  }
}
