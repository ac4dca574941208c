package io.thalweg.core.log;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.spi.EventWriter;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Gathers writes while the storage is busy: what comes while its writes are under way goes together
 * into the next. Nothing waits for a timer, and a single write on an idle log goes straight
 * through. Not thread-safe: belongs to the log verticle's context.
 */
final class WriteCoalescer {
  private final EventWriter writer;
  private final WriteGate gate;
  private final int concurrentMax;
  private final LogOptions options;
  private final ArrayDeque<Request> queue = new ArrayDeque<>();
  private long queuedBytes;
  private int underWay;

  WriteCoalescer(EventWriter writer, WriteGate gate, int concurrentMax, LogOptions options) {
    this.writer = writer;
    this.gate = gate;
    this.concurrentMax = concurrentMax;
    this.options = options;
  }

  private record Request(
      List<WriteBatch> batches, long bytes, Promise<List<WriteOutcome>> promise) {}

  /** Encoded size of the events that wait or are under way. */
  long queuedBytes() {
    return queuedBytes;
  }

  Future<List<WriteOutcome>> write(List<WriteBatch> batches) {
    if (!gate.isOpen()) {
      return Future.failedFuture(gate.shutBy());
    }
    long bytes = 0;
    for (WriteBatch batch : batches) {
      bytes += batch.bytes();
    }
    // One request is let in however large it is, or it could never be written.
    if (queuedBytes > 0 && queuedBytes + bytes > options.queuedBytesMax()) {
      return Future.failedFuture(
          StreamException.of(
              ErrorCode.OVERLOADED,
              "writes come faster than the storage takes them; nothing of this one was stored",
              Map.of()));
    }
    Request request = new Request(batches, bytes, Promise.promise());
    queue.add(request);
    queuedBytes += bytes;
    drain();
    return request.promise.future();
  }

  private void drain() {
    while (underWay < concurrentMax && !queue.isEmpty()) {
      start(nextRequests());
    }
  }

  private List<Request> nextRequests() {
    List<Request> next = new ArrayList<>();
    long bytes = 0;
    while (!queue.isEmpty()
        && (next.isEmpty() || bytes + queue.peek().bytes <= options.writeBytesMax())) {
      Request request = queue.poll();
      bytes += request.bytes;
      next.add(request);
    }
    return next;
  }

  private void start(List<Request> requests) {
    underWay++;
    List<WriteBatch> batches = requests.get(0).batches;
    if (requests.size() > 1) {
      batches = new ArrayList<>();
      for (Request request : requests) {
        batches.addAll(request.batches);
      }
    }
    writer.write(batches).onComplete((outcomes, failure) -> ended(requests, outcomes, failure));
  }

  private void ended(List<Request> requests, List<WriteOutcome> outcomes, Throwable failure) {
    underWay--;
    requests.forEach(request -> queuedBytes -= request.bytes);
    if (failure != null) {
      gate.failed(failure);
    }
    if (gate.isOpen()) {
      // The storage first: it is busy while the answers go out.
      drain();
    }
    answer(requests, outcomes, failure);
    if (!gate.isOpen()) {
      refuseQueued();
    }
  }

  private void refuseQueued() {
    while (!queue.isEmpty()) {
      Request request = queue.poll();
      queuedBytes -= request.bytes;
      request.promise.fail(gate.shutBy());
    }
  }

  private static void answer(
      List<Request> requests, List<WriteOutcome> outcomes, Throwable failure) {
    int from = 0;
    for (Request request : requests) {
      if (failure != null) {
        request.promise.fail(failure);
      } else {
        int to = from + request.batches.size();
        request.promise.complete(outcomes.subList(from, to));
        from = to;
      }
    }
  }
}
