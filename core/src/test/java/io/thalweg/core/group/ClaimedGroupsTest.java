package io.thalweg.core.group;

import static io.thalweg.core.group.GroupFixture.GROUP;
import static io.thalweg.core.group.GroupFixture.STREAM;
import static io.thalweg.core.group.GroupFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.bus.StreamClient;
import io.thalweg.core.spi.GroupRecord;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A group's generation is raised once by all who begin to coordinate it at the same time. */
class ClaimedGroupsTest {
  private final GroupFixture group = new GroupFixture(4);
  private final ClaimedGroups claimed =
      ClaimedGroups.ofOneNode(new StreamClient(group.vertx, group.addresses));

  @AfterEach
  void close() {
    group.close();
  }

  @Test
  void whoeverAsksWhileItIsClaimedGetsWhatTheClaimFinds() {
    long before = generation();

    List<Future<GroupRecord>> claims = claimedBy(3);

    claims.forEach(claim -> assertThat(get(claim).generation()).isEqualTo(before + 1));
    assertThat(generation()).isEqualTo(before + 1);
  }

  @Test
  void whoeverAsksLaterClaimsItAnew() {
    long before = generation();

    get(claimedBy(1).get(0));
    GroupRecord second = get(claimedBy(1).get(0));

    assertThat(second.generation()).isEqualTo(before + 2);
  }

  private long generation() {
    return get(group.storage.group(STREAM, GROUP)).generation();
  }

  /** Claims it so many times in one turn of a loop. */
  private List<Future<GroupRecord>> claimedBy(int runners) {
    Promise<List<Future<GroupRecord>>> claims = Promise.promise();
    group.vertx.runOnContext(
        turn ->
            claims.complete(
                IntStream.range(0, runners).mapToObj(i -> claimed.group(STREAM, GROUP)).toList()));
    return get(claims.future());
  }
}
