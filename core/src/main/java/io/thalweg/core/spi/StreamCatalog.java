package io.thalweg.core.spi;

import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.model.StreamName;
import io.thalweg.core.model.StreamStats;
import io.vertx.core.Future;
import java.util.List;

/** Which streams there are. Every change is durable when its future succeeds. */
public interface StreamCatalog {
  /** Creates an empty stream, whose head is 0; fails with {@code STREAM_EXISTS}. */
  Future<StreamInfo> createStream(StreamName name, StreamConfig config);

  /**
   * Replaces a stream's settings; fails with {@code STREAM_NOT_FOUND}, or with {@code
   * INVALID_REQUEST} on {@code partitions} if they would become fewer.
   *
   * @param generation the incarnation meant; {@code STREAM_GENERATION_MISMATCH} if it is another
   */
  Future<StreamInfo> alterStream(StreamName name, long generation, StreamConfig config);

  /**
   * Removes a stream with its events and groups. A stream of this name that is created later has
   * another generation. Fails with {@code STREAM_NOT_FOUND}.
   */
  Future<Void> deleteStream(StreamName name);

  /** The stream; fails with {@code STREAM_NOT_FOUND}. */
  Future<StreamInfo> stream(StreamName name);

  /** The stream and its partitions; fails with {@code STREAM_NOT_FOUND}. */
  Future<StreamStats> stats(StreamName name);

  /**
   * Names of streams, ascending by their characters' codes.
   *
   * @param prefix what the names start with; empty for all
   * @param after only names behind this one; empty for the start
   * @param limit at most so many
   */
  Future<List<StreamName>> streams(String prefix, String after, int limit);

  /**
   * Removes what every stream's retention no longer wants as of {@code nowMs}, in steps that hold
   * up no writer. Never removes an event that the limits keep. When it is done, no reader sees and
   * no number counts what was not wanted when it began; the room may be given back later.
   *
   * @param nowMs epoch milliseconds
   */
  Future<Void> enforceRetention(long nowMs);
}
