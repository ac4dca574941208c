package io.thalweg.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.spi.Lease;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A lease has one holder until it ends, by the storage's clock. */
abstract class LeasesChapter extends ContractChapter {
  private static final String NAME = "groups";
  private static final long LONG_MS = 60_000;
  private static final long SHORT_MS = 50;

  LeasesChapter(StorageContract contract) {
    super(contract, false);
  }

  @Test
  void givesALeaseToWhoAsksFirst() {
    Lease first = take("a", LONG_MS);
    Lease second = take("b", LONG_MS);

    assertThat(first.isHeldBy("a")).isTrue();
    assertThat(first.remainingMs()).isBetween(LONG_MS - 20_000, LONG_MS);
    assertThat(second.holder()).isEqualTo("a");
    assertThat(second.term()).isEqualTo(first.term());
    assertThat(second.remainingMs()).isBetween(1L, LONG_MS);
  }

  @Test
  void prolongsItForItsHolderInTheSameTerm() {
    Lease first = take("a", LONG_MS);
    Lease prolonged = take("a", 2 * LONG_MS);

    assertThat(prolonged.term()).isEqualTo(first.term());
    assertThat(prolonged.remainingMs()).isGreaterThan(LONG_MS);
  }

  @Test
  void givesItToAnotherInAHigherTermOnceItHasEnded() {
    Lease first = take("a", SHORT_MS);

    eventually("b has it", () -> take("b", LONG_MS).isHeldBy("b"));

    Lease now = take("a", LONG_MS);
    assertThat(now.holder()).isEqualTo("b");
    assertThat(now.term()).isGreaterThan(first.term());
  }

  @Test
  void raisesTheTermForAHolderThatComesTooLate() {
    Lease first = take("a", SHORT_MS);
    long later = System.nanoTime() + 4 * SHORT_MS * 1_000_000;

    eventually("the lease has ended", () -> System.nanoTime() > later);

    assertThat(take("a", LONG_MS).term()).isGreaterThan(first.term());
  }

  @Test
  void isFreeAtOnceWhenItsHolderGivesItBack() {
    Lease first = take("a", LONG_MS);
    await(storage().release(NAME, "b"));
    assertThat(take("b", LONG_MS).holder()).isEqualTo("a");

    await(storage().release(NAME, "a"));

    Lease next = take("b", LONG_MS);
    assertThat(next.isHeldBy("b")).isTrue();
    assertThat(next.term()).isGreaterThan(first.term());
  }

  @Test
  void keepsLeasesOfDifferentNamesApart() {
    take("a", LONG_MS);

    assertThat(await(storage().lease("other", "b", LONG_MS)).isHeldBy("b")).isTrue();
  }

  @Test
  void givesItToOneOfManyWhoAskAtOnce() {
    List<Future<Lease>> asked = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      asked.add(storage().lease(NAME, "node" + i, LONG_MS));
    }

    Set<String> holders =
        asked.stream().map(lease -> await(lease).holder()).collect(Collectors.toSet());

    assertThat(holders).hasSize(1);
  }

  private Lease take(String holder, long durationMs) {
    return await(storage().lease(NAME, holder, durationMs));
  }
}
