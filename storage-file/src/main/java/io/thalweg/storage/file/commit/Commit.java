package io.thalweg.storage.file.commit;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.spi.AppendResult;
import io.thalweg.core.spi.GroupWrite;
import io.thalweg.core.spi.ProducerRecord;
import io.thalweg.core.spi.ProducerStamp;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.thalweg.storage.file.journal.EntryType;
import io.thalweg.storage.file.journal.Frame;
import io.thalweg.storage.file.journal.Journal;
import io.thalweg.storage.file.stream.Reveal;
import io.thalweg.storage.file.stream.StreamAppender;
import io.thalweg.storage.file.stream.StreamLog;
import io.thalweg.storage.file.stream.StreamMark;
import io.thalweg.storage.file.stream.Streams;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What becomes durable by one write to the journal, and who waits for it. Owned by the commit
 * thread, but for its frame while that is written.
 */
final class Commit {
  /** A larger write could not be one frame of a journal file of moderate size. */
  private static final int BATCH_BYTES_MAX = 256 * 1024 * 1024;

  private final Streams streams;
  private final StreamAppender appender;
  private final Frame frame = new Frame();
  private final GroupChanges groups;
  private final ProducerChanges producers;
  private final List<Appended> appended = new ArrayList<>();
  private final List<WriteCall> calls = new ArrayList<>();
  private Throwable failure;

  /** What a commit appended to a stream. */
  private static final class Appended {
    final StreamLog stream;
    final StreamMark from;
    StreamMark end;

    Appended(StreamLog stream) {
      this.stream = stream;
      this.from = stream.mark();
    }
  }

  private Commit(
      Streams streams, StreamAppender appender, GroupChanges groups, ProducerChanges producers) {
    this.streams = streams;
    this.appender = appender;
    this.groups = groups;
    this.producers = producers;
  }

  static Commit first(Streams streams, StreamAppender appender) {
    return new Commit(
        streams, appender, GroupChanges.first(), ProducerChanges.first(streams.idBudget()));
  }

  /** An empty commit, which may be under way at the same time as this one. */
  Commit another() {
    return new Commit(streams, appender, groups.another(), producers.another());
  }

  Frame frame() {
    return frame;
  }

  /** Waits with others for this commit, or for the last of several that it needs. */
  void join(WriteCall call) {
    calls.add(call);
  }

  void leave(Call call) {
    calls.remove(call);
  }

  /** Checks a batch and takes it in, or refuses it and leaves no trace of it. */
  WriteOutcome decide(WriteBatch batch, long nowMs) {
    ProducerStamp stamp = batch.stamp();
    try {
      ProducerRecord.Batch first = stamp == null ? null : repeated(batch, nowMs);
      if (first != null) {
        return WriteOutcome.repeated(first.appends());
      }
      check(batch, nowMs);
      List<AppendResult> results = append(batch, nowMs);
      for (GroupWrite group : batch.groups()) {
        groups.add(streams.existing(group.stream()), group, frame);
      }
      if (stamp != null) {
        producers.add(streams.existing(stamp.stream()), stamp, results, nowMs, frame);
      }
      return WriteOutcome.stored(results);
    } catch (StreamException refusal) {
      return WriteOutcome.refused(refusal);
    }
  }

  private ProducerRecord.Batch repeated(WriteBatch batch, long nowMs) {
    StreamLog stream = streams.existing(batch.stamp().stream());
    forgetIfShort(1, nowMs);
    return producers.check(stream, batch, nowMs);
  }

  private void check(WriteBatch batch, long nowMs) {
    if (batch.bytes() > BATCH_BYTES_MAX || batch.bytes() < 0) {
      throw StreamException.of(
          ErrorCode.TOO_LARGE, "a write may hold " + BATCH_BYTES_MAX + " bytes of events");
    }
    for (StreamAppend append : batch.appends()) {
      appender.checkHead(streams.existing(append.stream()), append, nowMs);
    }
    for (GroupWrite group : batch.groups()) {
      groups.check(streams.existing(group.stream()), group);
    }
  }

  private List<AppendResult> append(WriteBatch batch, long nowMs) {
    if (batch.appends().size() == 1) {
      return List.of(append(batch.appends().get(0), nowMs));
    }
    int frameBytes = frame.bytes();
    List<StreamMark> marks = new ArrayList<>(batch.appends().size());
    List<AppendResult> results = new ArrayList<>(batch.appends().size());
    try {
      for (StreamAppend append : batch.appends()) {
        marks.add(streams.existing(append.stream()).mark());
        results.add(append(append, nowMs));
      }
      return results;
    } catch (StreamException refusal) {
      for (int i = marks.size() - 1; i >= 0; i--) {
        streams.existing(batch.appends().get(i).stream()).rollBack(marks.get(i));
      }
      frame.cut(frameBytes);
      throw refusal;
    }
  }

  private AppendResult append(StreamAppend append, long nowMs) {
    StreamLog stream = streams.existing(append.stream());
    if (stream.beginCommit()) {
      appended.add(new Appended(stream));
    }
    if (append.events().withIds()) {
      forgetIfShort(append.events().count(), nowMs);
    }
    long position = stream.uncommittedPosition();
    AppendResult result = appender.append(stream, append.events(), nowMs);
    stream
        .tail()
        .forEachRun(
            position,
            (bytes, from, length) -> {
              frame.begin(EntryType.RECORDS, stream.id()).putBytes(bytes, from, length);
              frame.end();
            });
    return result;
  }

  private void forgetIfShort(int more, long nowMs) {
    if (appender.isShortOfIds(more)) {
      streams.all().forEach(other -> appender.forgetAllExpired(other, nowMs));
    }
  }

  /** Nothing more comes to it, so that it may be written. */
  void end() {
    for (Appended part : appended) {
      part.end = part.stream.mark();
      part.stream.endCommit();
    }
  }

  /** It was not written, and more may come to it. */
  void resume() {
    appended.forEach(part -> part.stream.beginCommit());
  }

  /** Makes it durable, or keeps the reason why it is not. By whoever has the journal. */
  void write(Journal journal) {
    try {
      journal.commit(frame);
    } catch (Exception | Error thrown) {
      failure = thrown;
    }
  }

  /** Why it could not be written, or null. */
  Throwable failure() {
    return failure;
  }

  /** Everything is durable: shows it, all at once. */
  void publish(Consumer<StreamLog> published) {
    Reveal reveal = new Reveal();
    appended.forEach(part -> part.stream.publish(part.end, reveal));
    groups.publish();
    producers.publish();
    reveal.come();
    appended.forEach(part -> published.accept(part.stream));
  }

  /** Nothing of it will be durable: takes it back, after any that came later. */
  void abandon() {
    for (Appended part : appended) {
      part.stream.rollBack(part.from);
      part.stream.endCommit();
    }
    appended.clear();
    groups.abandon();
    producers.abandon();
    frame.clear();
  }

  void refuse(StreamException refusal) {
    calls.forEach(call -> call.refuseUnsettled(refusal));
  }

  void fail(StreamException failure) {
    calls.forEach(call -> call.fail(failure));
  }

  /** Answers, however it went; a call that is decided in part only goes on waiting. */
  void answer(Replies replies) {
    for (WriteCall call : calls) {
      call.settle();
      if (call.isDecided()) {
        call.answer();
        replies.add(call.reply());
      }
    }
    calls.removeIf(WriteCall::isDecided);
    appended.clear();
    frame.clear();
    failure = null;
  }
}
