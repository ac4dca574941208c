package io.thalweg.storage.file.keep;

import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.storage.file.commit.Change;
import io.thalweg.storage.file.read.StreamReads;
import io.thalweg.storage.file.stream.Span;
import io.thalweg.storage.file.stream.StreamLog;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Finds out what streams need not keep any longer. May touch the disk. */
public final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  private final StreamReads reads;
  private final Graveyard graveyard;

  public Retention(StreamReads reads, Graveyard graveyard) {
    this.reads = reads;
    this.graveyard = graveyard;
  }

  /** A stream with what only the commit thread knows: the floors of its partitions. */
  public record Candidate(StreamLog stream, Span span, long[] floors) {}

  /** The stream as it stands. Commit thread only. */
  public static Candidate candidate(StreamLog stream) {
    long[] floors = new long[stream.partitions().count()];
    for (int p = 0; p < floors.length; p++) {
      floors[p] = stream.partitions().floor(p);
    }
    return new Candidate(stream, stream.span(), floors);
  }

  /** Whether the stream has any limit. */
  public static boolean isLimited(StreamLog stream) {
    StreamConfig config = stream.config();
    return config.retentionMs() > 0 || config.retentionBytes() > 0 || config.retentionEvents() > 0;
  }

  /** The change that removes what the limits do not keep, or null. */
  public Change<Void> trim(List<Candidate> candidates, long nowMs) {
    List<Trim.Step> steps = new ArrayList<>();
    for (Candidate candidate : candidates) {
      try {
        long minOffset = minOffset(candidate, nowMs);
        if (minOffset > candidate.span().minOffset()) {
          steps.add(step(candidate, minOffset));
        }
      } catch (IOException | StreamException unreadable) {
        // One stream that cannot be read must not keep the others from being trimmed.
        if (!candidate.stream().isDeleted()) {
          LOG.error("stream " + candidate.stream().name() + " could not be trimmed", unreadable);
        }
      }
    }
    return steps.isEmpty() ? null : new Trim(steps, graveyard);
  }

  private long minOffset(Candidate candidate, long nowMs) throws IOException {
    StreamLog stream = candidate.stream();
    StreamConfig config = stream.config();
    Span span = candidate.span();
    long min = span.minOffset();
    if (min == span.head()) {
      return min;
    }
    if (config.retentionEvents() > 0) {
      min = Math.max(min, span.head() - config.retentionEvents());
    }
    if (config.retentionBytes() > 0 && span.bytes() > config.retentionBytes()) {
      long position = span.headPosition() - config.retentionBytes();
      min = Math.max(min, reads.offsetAtPosition(stream, position));
    }
    if (config.retentionMs() > 0) {
      min = Math.max(min, reads.offsetAtTime(stream, nowMs - config.retentionMs()));
    }
    return Math.min(min, span.head());
  }

  private Trim.Step step(Candidate candidate, long minOffset) throws IOException {
    StreamLog stream = candidate.stream();
    Span span = candidate.span();
    long position =
        minOffset == span.head() ? span.headPosition() : reads.position(stream, minOffset);
    long[] floors = candidate.floors().clone();
    reads.count(stream, span.minOffset(), minOffset, floors);
    return new Trim.Step(stream, minOffset, position, floors);
  }
}
