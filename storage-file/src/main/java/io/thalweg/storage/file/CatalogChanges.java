package io.thalweg.storage.file;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import io.thalweg.core.model.StreamConfig;
import io.thalweg.core.model.StreamInfo;
import io.thalweg.core.model.StreamName;
import io.thalweg.storage.file.commit.Change;
import io.thalweg.storage.file.journal.EntryType;
import io.thalweg.storage.file.journal.Frame;
import io.thalweg.storage.file.stream.StreamCodec;
import io.thalweg.storage.file.stream.StreamLog;
import io.thalweg.storage.file.stream.Streams;
import java.util.List;
import java.util.function.Consumer;

/** Births, alterations and deaths of streams. */
final class CatalogChanges {
  private final Streams streams;
  private final Consumer<StreamLog> whenDeleted;

  CatalogChanges(Streams streams, Consumer<StreamLog> whenDeleted) {
    this.streams = streams;
    this.whenDeleted = whenDeleted;
  }

  Change<StreamInfo> create(StreamName name, StreamConfig config) {
    return new OneStream<>(name) {
      @Override
      public void prepare(Frame frame, long nowMs) {
        if (streams.has(name)) {
          throw StreamException.of(
              ErrorCode.STREAM_EXISTS, "the stream " + name + " exists already");
        }
        stream = streams.prepare(name, config, nowMs);
        StreamCodec.writeBirth(frame.begin(EntryType.CREATE, stream.id()), stream);
        frame.end();
      }

      @Override
      public StreamInfo apply() {
        streams.add(stream);
        return stream.info();
      }
    };
  }

  Change<StreamInfo> alter(StreamName name, long generation, StreamConfig config) {
    return new OneStream<>(name) {
      @Override
      public void prepare(Frame frame, long nowMs) {
        stream = streams.existing(name);
        stream.checkAlteration(generation, config);
        StreamCodec.writeConfig(frame.begin(EntryType.ALTER, stream.id()), config);
        frame.end();
      }

      @Override
      public StreamInfo apply() {
        stream.alter(config);
        return stream.info();
      }
    };
  }

  Change<Void> delete(StreamName name) {
    return new OneStream<>(name) {
      @Override
      public void prepare(Frame frame, long nowMs) {
        stream = streams.existing(name);
        frame.begin(EntryType.DELETE, stream.id());
        frame.end();
      }

      @Override
      public Void apply() {
        streams.remove(stream);
        whenDeleted.accept(stream);
        return null;
      }
    };
  }

  private abstract static class OneStream<T> implements Change<T> {
    private final StreamName name;
    StreamLog stream;

    OneStream(StreamName name) {
      this.name = name;
    }

    @Override
    public Iterable<StreamName> changed() {
      return List.of(name);
    }
  }
}
