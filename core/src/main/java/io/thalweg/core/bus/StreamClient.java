package io.thalweg.core.bus;

import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.model.StreamStats;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.GroupRecord;
import io.thalweg.core.spi.Lease;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Asks the log verticle over the event bus. Not thread-safe: belongs to the context that made it,
 * and its futures complete there.
 *
 * <p>Writes that are made in one turn of the event loop cross the bus as one message, so that a
 * busy loop wakes the log verticle once for all of them.
 */
public final class StreamClient implements StreamLog {
  /** How long an answer may take beyond the time that the request itself may wait. */
  private static final long ANSWER_MS = 60_000;

  private final LocalBus bus;
  private final String address;
  private final Addresses addresses;
  private final DeliveryOptions options;
  private final Context context;
  private List<WriteBatch> gathered = new ArrayList<>();
  private List<Promise<WriteOutcome>> waiting = new ArrayList<>();

  /** A client for the calling context. */
  public StreamClient(Vertx vertx, Addresses addresses) {
    this.bus = LocalBus.of(vertx, addresses);
    this.addresses = addresses;
    this.address = addresses.log();
    this.options = LocalBus.options(addresses).setSendTimeout(ANSWER_MS);
    this.context = vertx.getOrCreateContext();
  }

  /**
   * Appends events to one stream.
   *
   * @return where they are, once they are durable; fails with the refusal otherwise
   */
  public Future<AppendResult> append(StreamAppend append) {
    return write(WriteBatch.of(append))
        .compose(
            outcome ->
                outcome.isStored()
                    ? Future.succeededFuture(outcome.appends().get(0))
                    : Future.failedFuture(outcome.refusal()));
  }

  /** Writes one batch, together with what else this turn of the event loop writes. */
  public Future<WriteOutcome> write(WriteBatch batch) {
    if (gathered.isEmpty()) {
      context.runOnContext(turnEnded -> sendGathered());
    }
    Promise<WriteOutcome> promise = Promise.promise();
    gathered.add(batch);
    waiting.add(promise);
    return promise.future();
  }

  private void sendGathered() {
    List<WriteBatch> batches = gathered;
    List<Promise<WriteOutcome>> promises = waiting;
    gathered = new ArrayList<>(batches.size());
    waiting = new ArrayList<>(batches.size());
    write(batches)
        .onSuccess(
            outcomes -> {
              for (int i = 0; i < promises.size(); i++) {
                promises.get(i).complete(outcomes.get(i));
              }
            })
        .onFailure(failure -> promises.forEach(promise -> promise.fail(failure)));
  }

  @Override
  public Future<List<WriteOutcome>> write(List<WriteBatch> batches) {
    return ask(new LogRequest.Write(List.copyOf(batches)));
  }

  @Override
  public Future<ReadResult> read(ReadQuery query, long waitMs) {
    LogRequest.Read request = new LogRequest.Read(query, waitMs);
    return waitMs == 0
        ? ask(request)
        : bus.request(
            address, request, LocalBus.options(addresses).setSendTimeout(ANSWER_MS + waitMs));
  }

  @Override
  public Future<Long> offsetAtTime(StreamName stream, long epochMs) {
    return ask(new LogRequest.OffsetAtTime(stream, epochMs));
  }

  @Override
  public Future<Map<Integer, Long>> countFrom(StreamName stream, Map<Integer, Long> positions) {
    return ask(new LogRequest.CountFrom(stream, Map.copyOf(positions)));
  }

  @Override
  public Future<StreamInfo> createStream(StreamName name, StreamConfig config) {
    return ask(new LogRequest.CreateStream(name, config));
  }

  @Override
  public Future<StreamInfo> alterStream(StreamName name, long generation, StreamConfig config) {
    return ask(new LogRequest.AlterStream(name, generation, config));
  }

  @Override
  public Future<Void> deleteStream(StreamName name) {
    return ask(new LogRequest.DeleteStream(name));
  }

  @Override
  public Future<StreamInfo> stream(StreamName name) {
    return ask(new LogRequest.GetStream(name));
  }

  @Override
  public Future<StreamStats> stats(StreamName name) {
    return ask(new LogRequest.GetStats(name));
  }

  @Override
  public Future<List<StreamName>> streams(String prefix, String after, int limit) {
    return ask(new LogRequest.ListStreams(prefix, after, limit));
  }

  @Override
  public Future<Void> enforceRetention(long nowMs) {
    return ask(new LogRequest.EnforceRetention(nowMs));
  }

  @Override
  public Future<GroupRecord> group(StreamName stream, GroupName group) {
    return ask(new LogRequest.GetGroup(stream, group));
  }

  @Override
  public Future<List<GroupName>> groups(StreamName stream) {
    return ask(new LogRequest.ListGroups(stream));
  }

  @Override
  public Future<Lease> lease(String name, String holder, long durationMs) {
    return ask(new LogRequest.TakeLease(name, holder, durationMs));
  }

  @Override
  public Future<Void> release(String name, String holder) {
    return ask(new LogRequest.ReleaseLease(name, holder));
  }

  @Override
  public Future<LogHealth> health() {
    return ask(new LogRequest.Health());
  }

  private <R> Future<R> ask(LogRequest<R> request) {
    return bus.request(address, request, options);
  }
}
