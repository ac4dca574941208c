package io.thalweg.storage.file;

import io.thalweg.storage.file.keep.Retention;
import io.thalweg.storage.file.stream.StreamLog;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** One round of retention over all streams, some at a time, so that no writer waits for it. */
final class RetentionRound {
  private static final int STREAMS_AT_ONCE = 50;

  private final OpenStorage storage;
  private final Context context;
  private final long nowMs;
  private final List<StreamLog> left;

  RetentionRound(OpenStorage storage, Context context, long nowMs) {
    this.storage = storage;
    this.context = context;
    this.nowMs = nowMs;
    this.left =
        new ArrayList<>(storage.streams().all().stream().filter(Retention::isLimited).toList());
  }

  Future<Void> run() {
    if (left.isEmpty()) {
      storage.keeperMayBeNeeded();
      return Future.succeededFuture();
    }
    List<StreamLog> now = left.subList(0, Math.min(STREAMS_AT_ONCE, left.size()));
    List<StreamLog> step = List.copyOf(now);
    now.clear();
    return storage
        .commits()
        .look(() -> step.stream().map(Retention::candidate).toList(), context)
        .compose(
            candidates ->
                storage.readers().run(() -> storage.retention().trim(candidates, nowMs), context))
        .compose(
            trim ->
                trim == null
                    ? Future.<Void>succeededFuture()
                    : storage.commits().change(trim, context))
        .compose(done -> run());
  }
}
