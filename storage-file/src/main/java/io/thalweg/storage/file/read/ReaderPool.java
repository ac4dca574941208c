package io.thalweg.storage.file.read;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.storage.file.commit.Reply;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A few threads for what may touch the disk, and a bounded queue before them. */
public final class ReaderPool {
  private static final Logger LOG = LoggerFactory.getLogger(ReaderPool.class);
  private static final int WAITING_MAX = 4096;

  private final ThreadPoolExecutor executor;

  /**
   * @param name of the threads, and a number behind it
   */
  public ReaderPool(String name, int threads) {
    AtomicInteger number = new AtomicInteger();
    executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_MAX),
            task -> new Thread(task, name + "-" + number.getAndIncrement()));
    executor.allowCoreThreadTimeOut(true);
  }

  /** Runs a task and completes on the context. */
  public <T> Future<T> run(Callable<T> task, Context context) {
    Reply<T> reply = new Reply<>(context);
    try {
      executor.execute(() -> answer(task, reply));
      return reply.future();
    } catch (RejectedExecutionException refused) {
      return Future.failedFuture(
          executor.isShutdown()
              ? StreamException.of(ErrorCode.UNAVAILABLE, "the storage has been closed")
              : StreamException.of(
                  ErrorCode.OVERLOADED, WAITING_MAX + " reads wait for the disk already"));
    }
  }

  private static <T> void answer(Callable<T> task, Reply<T> reply) {
    T result;
    try {
      result = task.call();
    } catch (Throwable failure) {
      reply.sendFailure(explained(failure));
      return;
    }
    reply.send(result);
  }

  private static StreamException explained(Throwable failure) {
    if (failure instanceof StreamException known) {
      if (known.code() == ErrorCode.CORRUPT) {
        LOG.error(known.getMessage());
      }
      return known;
    }
    if (failure instanceof DeletedException) {
      return StreamException.of(ErrorCode.STREAM_NOT_FOUND, failure.getMessage());
    }
    LOG.error("a read from disk failed", failure);
    return StreamException.caused(
        ErrorCode.UNAVAILABLE, "the disk could not be read: " + failure.getMessage(), failure);
  }

  /** Ends what was accepted, then the threads. They are never interrupted. */
  public void close() throws InterruptedException {
    executor.shutdown();
    executor.awaitTermination(1, TimeUnit.MINUTES);
  }
}
