package io.thalweg.server.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The workers of a pipeline, always as many. Not thread-safe. */
final class PipelineCrew implements AutoCloseable {
  private static final int WORKERS = 4;
  private static final long SESSION_MS = 1_000;
  static final String GROUP_SETTINGS = "{\"session_timeout\":\"" + SESSION_MS + "ms\"}";

  private final List<String> nodes;
  private final PipelineTally tally;
  private final List<WorkerProcess> workers = new ArrayList<>();
  private int hired;

  PipelineCrew(Nodes nodes, PipelineTally tally) {
    this.nodes = nodes.addresses();
    this.tally = tally;
  }

  void start() {
    for (int i = 0; i < WORKERS; i++) {
      workers.add(hire());
    }
  }

  /** Kills one of them; another one comes, by another name. */
  void killOne(Random random) {
    int which = random.nextInt(WORKERS);
    workers.get(which).kill();
    workers.set(which, hire());
  }

  private WorkerProcess hire() {
    return WorkerProcess.start("w" + hired++, nodes, tally);
  }

  /** Holds one of them up until others have got what it works on; goes on at once. */
  void pauseOne(Random random) {
    WorkerProcess held = workers.get(random.nextInt(WORKERS));
    held.pause();
    Executor later = CompletableFuture.delayedExecutor(3 * SESSION_MS / 2, TimeUnit.MILLISECONDS);
    CompletableFuture.runAsync(held::goOn, later);
  }

  /** Kills all of them. */
  @Override
  public void close() {
    workers.forEach(WorkerProcess::kill);
  }
}
