package io.thalweg.core.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.model.Assignment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What sticky does has a test of its own. */
class AssignorsTest {
  private static final List<String> ABC = List.of("a", "b", "c");

  private static String assigned(Assignment assignment, List<String> members, int partitions) {
    return String.join("", Assignor.of(assignment).assign(members, new String[partitions]));
  }

  @Test
  void rangeGivesNeighboursToOneMember() {
    assertThat(assigned(Assignment.RANGE, ABC, 8)).isEqualTo("aaabbbcc");
    assertThat(assigned(Assignment.RANGE, ABC, 6)).isEqualTo("aabbcc");
  }

  @Test
  void rangeLeavesTheLastMembersIdle() {
    assertThat(assigned(Assignment.RANGE, ABC, 2)).isEqualTo("ab");
  }

  @Test
  void roundRobinGoesRound() {
    assertThat(assigned(Assignment.ROUND_ROBIN, ABC, 8)).isEqualTo("abcabcab");
    assertThat(assigned(Assignment.ROUND_ROBIN, ABC, 2)).isEqualTo("ab");
  }
}
