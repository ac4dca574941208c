package io.thalweg.core.group;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StickyAssignorTest {
  private final Assignor assignor = new StickyAssignor();

  @Test
  void givesEverythingToTheOnlyMember() {
    assertThat(assignor.assign(List.of("a"), new String[3])).containsExactly("a", "a", "a");
  }

  @Test
  void movesOnlyTheShareOfTheNewcomer() {
    String[] before = {"a", "a", "a", "b", "b", "b"};

    assertThat(assignor.assign(List.of("a", "b", "c"), before))
        .containsExactly("a", "a", "c", "b", "b", "c");
  }

  @Test
  void givesTheShareOfTheLeaverToTheOthers() {
    String[] before = {"a", "c", "b", "c"};

    assertThat(assignor.assign(List.of("a", "b"), before)).containsExactly("a", "a", "b", "b");
  }

  @Test
  void leavesWhoIsTooManyWithoutAPartition() {
    String[] before = {"b", "c"};

    assertThat(assignor.assign(List.of("a", "b", "c"), before)).containsExactly("b", "c");
  }

  @Test
  void isBalancedAndMovesNoMoreThanItMust() {
    Random random = new Random(7);
    for (int round = 0; round < 3_000; round++) {
      List<String> members = names(1 + random.nextInt(9));
      String[] before = new String[random.nextInt(40)];
      for (int i = 0; i < before.length; i++) {
        int who = random.nextInt(12);
        before[i] = who == 0 ? null : "m" + who;
      }

      String[] after = assignor.assign(members, before);

      assertThat(moves(before, after)).isEqualTo(movesNeeded(members, before));
      int[] counts = counts(members, after);
      int spread = Arrays.stream(counts).max().orElse(0) - Arrays.stream(counts).min().orElse(0);
      assertThat(spread).isLessThanOrEqualTo(1);
      assertThat(Arrays.stream(counts).sum()).isEqualTo(before.length);
    }
  }

  private static List<String> names(int count) {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      names.add("m" + i);
    }
    return names;
  }

  private static int moves(String[] before, String[] after) {
    int moves = 0;
    for (int i = 0; i < before.length; i++) {
      moves += after[i].equals(before[i]) ? 0 : 1;
    }
    return moves;
  }

  /** Whoever has most keeps most: no balanced assignment keeps more than that. */
  private static int movesNeeded(List<String> members, String[] before) {
    List<Integer> counts = new ArrayList<>(Arrays.stream(counts(members, before)).boxed().toList());
    counts.sort(Collections.reverseOrder());
    int kept = 0;
    for (int i = 0; i < counts.size(); i++) {
      int share = before.length / counts.size() + (i < before.length % counts.size() ? 1 : 0);
      kept += Math.min(share, counts.get(i));
    }
    return before.length - kept;
  }

  private static int[] counts(List<String> members, String[] assigned) {
    return members.stream()
        .mapToInt(member -> (int) Arrays.stream(assigned).filter(member::equals).count())
        .toArray();
  }
}
