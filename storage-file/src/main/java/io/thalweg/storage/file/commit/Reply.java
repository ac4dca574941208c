package io.thalweg.storage.file.commit;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** An answer on its way back to the context that asked. */
public final class Reply<T> {
  private final Context context;
  private final Promise<T> promise = Promise.promise();
  private T value;
  private Throwable failure;

  /**
   * An answer.
   *
   * @param context where to complete the future; null for whichever thread has the answer
   */
  public Reply(Context context) {
    this.context = context;
  }

  public Future<T> future() {
    return promise.future();
  }

  Context context() {
    return context;
  }

  void succeed(T result) {
    value = result;
  }

  void fail(Throwable cause) {
    failure = cause;
  }

  /** Completes the future, unless it is; to be called on the context. */
  void deliver() {
    if (failure == null) {
      promise.tryComplete(value);
    } else {
      promise.tryFail(failure);
    }
  }

  /** Answers at once, from any thread. */
  public void send(T result) {
    value = result;
    sendAlone();
  }

  /** Fails at once, from any thread. */
  public void sendFailure(Throwable cause) {
    failure = cause;
    sendAlone();
  }

  private void sendAlone() {
    deliver(context, this::deliver);
  }

  static void deliver(Context context, Runnable delivery) {
    if (context == null) {
      delivery.run();
      return;
    }
    try {
      context.runOnContext(ignored -> delivery.run());
    } catch (RuntimeException contextIsClosed) {
      delivery.run();
    }
  }
}
