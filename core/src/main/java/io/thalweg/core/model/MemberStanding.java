package io.thalweg.core.model;

import java.util.List;

/**
 * A member's part in its group as it stands at one moment.
 *
 * @param generation to be sent with commits of what is delivered in it
 * @param partitions what the member holds, ascending
 * @param revoking those of them that are to move: nothing more of them is delivered
 * @param paused those of them that are paused
 * @param idle whether there is nothing for it to hold, because there are more members than
 *     partitions. A member that holds nothing and is not idle waits for others to let go
 */
public record MemberStanding(
    long generation,
    List<Integer> partitions,
    List<Integer> revoking,
    List<Integer> paused,
    boolean idle) {
  public MemberStanding {
    partitions = List.copyOf(partitions);
    revoking = List.copyOf(revoking);
    paused = List.copyOf(paused);
  }
}
