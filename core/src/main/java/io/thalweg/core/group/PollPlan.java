package io.thalweg.core.group;

import io.thalweg.core.model.MemberStanding;
import java.util.List;

/**
 * What a member's call may read.
 *
 * @param ticket the number of the call
 * @param region where to read; empty if the member holds nothing now
 * @param standing what to tell with the answer, even if the group is in a later generation by then:
 *     a commit with its generation is about the partitions of this plan
 */
record PollPlan(long ticket, Region region, MemberStanding standing) {

  long generation() {
    return standing.generation();
  }

  /** All that the member holds, ascending. */
  List<Integer> partitions() {
    return standing.partitions();
  }

  /** Those of them that it is to let go of. */
  List<Integer> revoking() {
    return standing.revoking();
  }

  /** The same from an offset on. */
  PollPlan from(long offset) {
    return new PollPlan(ticket, region.from(offset), standing);
  }
}
