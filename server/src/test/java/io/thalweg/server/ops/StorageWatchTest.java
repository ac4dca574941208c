package io.thalweg.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.spi.StorageHealth;
import org.junit.jupiter.api.Test;

class StorageWatchTest {
  private static final StorageHealth GONE = StorageHealth.down("the database does not answer");
  private static final StorageHealth FULL = StorageHealth.writesRefused("the disk is full");

  @Test
  void tellsWhatIsNotServedAndWhy() {
    assertThat(StorageWatch.news(StorageHealth.OK, GONE))
        .isEqualTo("the storage serves neither reads nor writes: the database does not answer");
    assertThat(StorageWatch.news(StorageHealth.OK, FULL))
        .isEqualTo("the storage serves no writes: the disk is full");
    assertThat(StorageWatch.news(GONE, FULL))
        .isEqualTo("the storage serves no writes: the disk is full");
  }

  @Test
  void tellsWhenAllIsWellAgain() {
    assertThat(StorageWatch.news(GONE, StorageHealth.OK))
        .isEqualTo("the storage serves reads and writes again");
  }

  @Test
  void tellsNothingTwice() {
    assertThat(StorageWatch.news(StorageHealth.OK, StorageHealth.OK)).isNull();
    assertThat(StorageWatch.news(GONE, StorageHealth.down("still away"))).isNull();
  }
}
