package io.thalweg.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.GroupWrite.Kind;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupWriteTest {
  private static final StreamName ORDERS = new StreamName("orders");
  private static final GroupName MAILER = new GroupName("mailer");

  @ParameterizedTest
  @CsvSource({
    "CREATE, 0, 0",
    "CREATE, -1, -1",
    "COMMIT, -1, 0",
    "COMMIT, -1, -1",
    "SEEK, -1, 0",
    "DELETE, -1, 0",
    "COMMIT, 5, 4",
    "SEEK, 5, 4",
    "DELETE, 5, 4",
  })
  void refusesGenerationsThatMakeNoSense(Kind kind, long expected, long generation) {
    assertThatIllegalArgumentException().isThrownBy(() -> write(kind, expected, generation));
  }

  @ParameterizedTest
  @CsvSource({"CREATE, -1, 0", "CREATE, -1, 7", "COMMIT, 5, 5", "COMMIT, 5, 6", "SEEK, 0, 1"})
  void takesGenerationsThatDo(Kind kind, long expected, long generation) {
    assertThat(write(kind, expected, generation).generation()).isEqualTo(generation);
  }

  @Test
  void createsAGroupThatMustNotBeThere() {
    GroupWrite create = GroupWrite.create(ORDERS, MAILER, Buffer.buffer("s"), Map.of(0, 1L));

    assertThat(create.kind()).isEqualTo(Kind.CREATE);
    assertThat(create.expectedGeneration()).isEqualTo(GroupWrite.ABSENT);
    assertThat(create.generation()).isZero();
  }

  @Test
  void commitsWithinAGeneration() {
    GroupWrite commit = GroupWrite.commit(ORDERS, MAILER, 4, Map.of(0, 1L));

    assertThat(commit.expectedGeneration()).isEqualTo(4);
    assertThat(commit.generation()).isEqualTo(4);
    assertThat(commit.state()).isNull();
  }

  @Test
  void keepsTheCommitsThatItWasMadeWith() {
    Map<Integer, Long> commits = new HashMap<>(Map.of(0, 1L));
    GroupWrite commit = GroupWrite.commit(ORDERS, MAILER, 4, commits);

    commits.put(0, 2L);

    assertThat(commit.commits()).isEqualTo(Map.of(0, 1L));
  }

  private static GroupWrite write(Kind kind, long expected, long generation) {
    return new GroupWrite(ORDERS, MAILER, kind, expected, generation, null, Map.of());
  }
}
