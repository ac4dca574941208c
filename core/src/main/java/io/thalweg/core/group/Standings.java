package io.thalweg.core.group;

import io.thalweg.core.model.MemberStanding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What members are told of what they hold. Pure functions; as cheap as the member holds little. */
final class Standings {
  private Standings() {}

  static MemberStanding of(GroupState state, String name) {
    Member member = state.members().get(name);
    List<Integer> revoking = List.of();
    List<Integer> paused = List.of();
    for (int i : member.held()) {
      PartitionState partition = state.partition(i);
      if (!name.equals(partition.target())) {
        revoking = with(revoking, i);
      }
      if (partition.paused()) {
        paused = with(paused, i);
      }
    }
    List<Integer> held = Arrays.stream(member.held()).boxed().toList();
    return new MemberStanding(state.generation(), held, revoking, paused, member.isIdle());
  }

  private static List<Integer> with(List<Integer> partitions, int partition) {
    List<Integer> more = partitions.isEmpty() ? new ArrayList<>() : partitions;
    more.add(partition);
    return more;
  }
}
