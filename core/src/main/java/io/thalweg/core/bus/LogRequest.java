package io.thalweg.core.bus;

import io.thalweg.core.model.GroupName;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.model.StreamStats;
import io.thalweg.core.spi.GroupRecord;
import io.thalweg.core.spi.Lease;
import io.thalweg.core.spi.ReadQuery;
import io.thalweg.core.spi.ReadResult;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/**
 * What the log verticle is asked, one record for each call of {@link StreamLog}.
 *
 * @param <R> what it replies
 */
sealed interface LogRequest<R> {
  /** Makes the call that this request stands for. */
  Future<R> on(StreamLog log);

  record Write(List<WriteBatch> batches) implements LogRequest<List<WriteOutcome>> {
    @Override
    public Future<List<WriteOutcome>> on(StreamLog log) {
      return log.write(batches);
    }
  }

  record Read(ReadQuery query, long waitMs) implements LogRequest<ReadResult> {
    @Override
    public Future<ReadResult> on(StreamLog log) {
      return log.read(query, waitMs);
    }
  }

  record OffsetAtTime(StreamName stream, long epochMs) implements LogRequest<Long> {
    @Override
    public Future<Long> on(StreamLog log) {
      return log.offsetAtTime(stream, epochMs);
    }
  }

  record CountFrom(StreamName stream, Map<Integer, Long> positions)
      implements LogRequest<Map<Integer, Long>> {
    @Override
    public Future<Map<Integer, Long>> on(StreamLog log) {
      return log.countFrom(stream, positions);
    }
  }

  record CreateStream(StreamName name, StreamConfig config) implements LogRequest<StreamInfo> {
    @Override
    public Future<StreamInfo> on(StreamLog log) {
      return log.createStream(name, config);
    }
  }

  record AlterStream(StreamName name, long generation, StreamConfig config)
      implements LogRequest<StreamInfo> {
    @Override
    public Future<StreamInfo> on(StreamLog log) {
      return log.alterStream(name, generation, config);
    }
  }

  record DeleteStream(StreamName name) implements LogRequest<Void> {
    @Override
    public Future<Void> on(StreamLog log) {
      return log.deleteStream(name);
    }
  }

  record GetStream(StreamName name) implements LogRequest<StreamInfo> {
    @Override
    public Future<StreamInfo> on(StreamLog log) {
      return log.stream(name);
    }
  }

  record GetStats(StreamName name) implements LogRequest<StreamStats> {
    @Override
    public Future<StreamStats> on(StreamLog log) {
      return log.stats(name);
    }
  }

  record ListStreams(String prefix, String after, int limit)
      implements LogRequest<List<StreamName>> {
    @Override
    public Future<List<StreamName>> on(StreamLog log) {
      return log.streams(prefix, after, limit);
    }
  }

  record EnforceRetention(long nowMs) implements LogRequest<Void> {
    @Override
    public Future<Void> on(StreamLog log) {
      return log.enforceRetention(nowMs);
    }
  }

  record GetGroup(StreamName stream, GroupName group) implements LogRequest<GroupRecord> {
    @Override
    public Future<GroupRecord> on(StreamLog log) {
      return log.group(stream, group);
    }
  }

  record ListGroups(StreamName stream) implements LogRequest<List<GroupName>> {
    @Override
    public Future<List<GroupName>> on(StreamLog log) {
      return log.groups(stream);
    }
  }

  record Health() implements LogRequest<LogHealth> {
    @Override
    public Future<LogHealth> on(StreamLog log) {
      return log.health();
    }
  }

  record TakeLease(String name, String holder, long durationMs) implements LogRequest<Lease> {
    @Override
    public Future<Lease> on(StreamLog log) {
      return log.lease(name, holder, durationMs);
    }
  }

  record ReleaseLease(String name, String holder) implements LogRequest<Void> {
    @Override
    public Future<Void> on(StreamLog log) {
      return log.release(name, holder);
    }
  }
}
