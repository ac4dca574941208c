package io.thalweg.core.group;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The exploration must find each mistake that is made on purpose. */
class GroupMutantsTest {
  private static final int STATES_MAX = 300_000;

  @ParameterizedTest
  @EnumSource
  void findsTheMistake(Mutant mutant) {
    GroupWorld start = GroupWorld.create(mutant, List.of("a", "b"), 2, 3);

    assertThatThrownBy(() -> new Exploration(List.of(start), STATES_MAX).run())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(mutant.broken);
  }
}
