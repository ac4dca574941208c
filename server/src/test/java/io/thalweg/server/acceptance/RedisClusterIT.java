package io.thalweg.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.storage.redis.testing.LocalCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis Cluster of three masters under a server at work. */
class RedisClusterIT {
  private static final int MOVES = Boolean.getBoolean("thalweg.long") ? 50 : 4;
  private static final int PUBLISHES_MAX = 100;

  @TempDir Path folder;
  private final long seed = Long.getLong("thalweg.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void hidesFromClientsThatASlotMoves() {
    try (LocalCluster cluster = LocalCluster.start();
        ServerProcess server =
            new ServerProcess(folder, List.of("--storage", "redis", "--redis-uri", cluster.uri()))
                .start()) {
      CrashLoad load = CrashLoad.start(new TestClient(server.address()));
      int slot = cluster.slotOf("thalweg:{crash}:stream");
      int[] keys = new int[1];
      for (int move = 0; move < MOVES; move++) {
        load.awaitPublishes(1 + random.nextInt(PUBLISHES_MAX));
        int from = cluster.ownerOf(slot);
        load.suffer("slot moved", () -> keys[0] += cluster.move(slot, from, (from + 1) % 3));
      }
      load.awaitPublishes(PUBLISHES_MAX);
      load.finish();
      load.drain("at the end");

      load.expectHidden("Redis Cluster, slot moved, " + keys[0] + " keys", seed);
      assertThat(keys[0]).as("keys that moved").isGreaterThan(MOVES);
    }
  }
}
